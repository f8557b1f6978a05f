using Audit.Bounds;
using Audit.Import;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>A graph ready for gradient steps: weights are leaves, channels last in memory, and optionally cast to bfloat16.</summary>
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
    /// <param name="training">Batch norm uses the batch's statistics and moves its running ones; else it uses the running ones as they are.</param>
    public Tensor Logits(Tensor images, bool training = true)
    {
        if (precision == TrainPrecision.Float32)
            return Forward.Run(graph.Map(node => node.Op is Conv2d c ? c with { Weight = ChannelsLast.Of(c.Weight) } : node.Op), images, training);

        var lower = graph.Map(node => node.Op switch
        {
            Normalize n => n with { Mean = n.Mean.to(bfloat16), Std = n.Std.to(bfloat16) },
            Conv2d c => c with { Weight = ChannelsLast.Of(c.Weight.to(bfloat16)), Bias = c.Bias?.to(bfloat16) },
            Linear l => l with { Weight = l.Weight.to(bfloat16), Bias = l.Bias?.to(bfloat16) },
            _ => node.Op,
        });
        return Forward.Run(lower, images.to(bfloat16), training).to(float32);
    }
}
