using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>A graph ready for gradient steps: weights are leaves, channels last in memory, and optionally cast to
/// bfloat16.</summary>
public sealed class TrainingNetwork
{
    private readonly Graph graph;
    private readonly TrainPrecision precision;

    /// <summary>Prepares the graph's own tensors; training changes them in place.</summary>
    public TrainingNetwork(Graph graph, TrainPrecision precision)
    {
        this.graph = graph;
        this.precision = precision;
        Parameters = [.. graph.Parameters.Select(p => p.Tensor.requires_grad_())];
    }

    /// <summary>The leaves that gradients are taken for, in the graph's order.</summary>
    public IList<Tensor> Parameters { get; }

    /// <summary>The network on the leaves themselves, for interpreters that bound it.</summary>
    public Graph Graph => graph;

    /// <summary>Logits in float32.</summary>
    /// <param name="images">[N,C,H,W].</param>
    /// <param name="training">Batch norm uses the batch's statistics and moves its running ones; else it uses the running ones as
    /// they are.</param>
    public Tensor Logits(Tensor images, bool training = true)
    {
        if (precision == TrainPrecision.Float32)
            return Forward.Run(graph.Map(node => ChannelsLast.Weights(node.Op)), images, training);
        // Statistics of batches stay in float32.
        var lower = graph.Map(node => ChannelsLast.Weights(node.Op is BatchNorm ? node.Op : node.Op.Map(t => t.to(bfloat16))));
        return Forward.Run(lower, images.to(bfloat16), training).to(float32);
    }
}
