using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>A network made ready to be asked often: batch norms folded, weights channels last and without gradients.</summary>
/// <remarks>Agrees with <see cref="Forward"/> on the original graph up to the rounding of the folded weights; in bfloat16, up to
/// the rounding of pixels, weights and activations to 8 significant bits.</remarks>
public sealed class GraphClassifier : IClassifier
{
    private readonly Graph graph;
    private readonly ScalarType type;

    /// <summary>Copies what it changes; the given graph stays as it is.</summary>
    public GraphClassifier(Graph graph, Device? device = null, Precision precision = Precision.Float32)
    {
        Device = device ?? CPU;
        if (precision == Precision.Float16 && Device.type != DeviceType.CUDA)
            throw new UsageException($"float16 is for CUDA devices, got {Device}: use bfloat16");
        type = precision switch { Precision.Bfloat16 => bfloat16, Precision.Float16 => float16, _ => float32 };
        using var guard = no_grad();
        var folded = FoldBatchNorm.Apply(graph);
        this.graph = folded.Map(node => Place(node.Op));
    }

    /// <summary>The network as it is evaluated here.</summary>
    internal Graph Placed => graph;

    /// <inheritdoc/>
    public ImageShape InputShape => graph.InputShape;

    /// <inheritdoc/>
    public int Classes => graph.Classes;

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        return Forward.Run(graph, ChannelsLast.Of(x.to(type))).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>Logits where each node's value is replaced on its way.</summary>
    public Tensor Logits(Tensor x, Func<int, Node, Tensor, Tensor> after) => Forward.Run(graph, ChannelsLast.Of(x), after: after);

    private Op Place(Op op) => ChannelsLast.Weights(op.Map(t => t.detach().to(Device).to(type)));
}
