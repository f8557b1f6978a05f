using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>A step of the engine: one node of a graph, or several fused into one.</summary>
/// <param name="kind">What is computed before the residual is added and the activation applied.</param>
/// <param name="input">The step read; null is the network's input.</param>
/// <param name="shape">Shape of one image's result.</param>
internal sealed class LoweredStep(EngineKind kind, LoweredStep? input, long[] shape)
{
    public EngineKind Kind => kind;

    public LoweredStep? Input => input;

    public long[] Shape => shape;

    /// <summary>Whether <see cref="Other"/> is read: added, or joined.</summary>
    public bool AddsOther { get; set; }

    /// <summary>The residual, or what is put behind; null is the network's input.</summary>
    public LoweredStep? Other { get; set; }

    public EngineActivation Activation { get; set; }

    public float A { get; set; }

    public float B { get; set; }

    public long Outputs { get; init; }

    public long Groups { get; init; } = 1;

    public long[] Kernel { get; init; } = [1, 1];

    public long[] Stride { get; init; } = [1, 1];

    public long[] Padding { get; init; } = [0, 0];

    public long[] Dilation { get; init; } = [1, 1];

    public Tensor? Weight { get; init; }

    public Tensor? Bias { get; init; }

    /// <summary>Numbers in one image's result.</summary>
    public long Elements => Sizes.Elements(Shape);
}
