using static TorchSharp.torch;

namespace Audit.Models.Graphs;

/// <summary>What a node computes: weights and attributes, no behaviour. Interpreters give it meaning.</summary>
/// <remarks>Images are [N,C,H,W]. Tensors of an op are shared, not copied: training changes them in place.</remarks>
public abstract record Op
{
    /// <summary>The op's tensors by the names that PyTorch's layers give them ("weight", "running_mean", ...).</summary>
    public virtual IEnumerable<(string Name, Tensor Tensor)> Tensors => [];

    /// <summary>The op's name as users read it.</summary>
    public string Name => GetType().Name;

    private protected static IEnumerable<(string, Tensor)> Named(params (string Name, Tensor? Tensor)[] tensors) =>
        tensors.Where(t => t.Tensor is not null).Select(t => (t.Name, t.Tensor!));
}

/// <summary>The network's input, in pixel units.</summary>
public sealed record Input : Op;

/// <summary>(x - mean) / std per channel; both [C]. Keeps epsilon, sigma and radius in pixel units of [0,1].</summary>
public sealed record Normalize(Tensor Mean, Tensor Std) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("mean", Mean), ("std", Std));
}

/// <summary>2-d convolution; weight [O,I/groups,kH,kW], bias [O]; attributes are (height, width).</summary>
public sealed record Conv2d(Tensor Weight, Tensor? Bias, long[] Stride, long[] Padding, long[] Dilation, long Groups) : Op
{
    /// <summary>Whether the weight belongs to the architecture (a shortcut that picks and pads): neither stored nor trained.</summary>
    public bool IsFixed { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => IsFixed ? [] : Named(("weight", Weight), ("bias", Bias));
}

/// <summary>x W^T + b; weight [O,I], bias [O].</summary>
public sealed record Linear(Tensor Weight, Tensor? Bias) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("weight", Weight), ("bias", Bias));
}

/// <summary>Batch normalisation over channels; all tensors [C].</summary>
public sealed record BatchNorm(Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVar, double Epsilon) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors =>
        Named(("weight", Weight), ("bias", Bias), ("running_mean", RunningMean), ("running_var", RunningVar));
}

/// <summary>max(x, 0).</summary>
public sealed record Relu : Op;

/// <summary>Sum of two branches.</summary>
public sealed record Add : Op;

/// <summary>Average pooling; attributes are (height, width).</summary>
public sealed record AvgPool2d(long[] Kernel, long[] Stride, long[] Padding, bool CountIncludePad = true) : Op;

/// <summary>Maximum pooling; attributes are (height, width).</summary>
public sealed record MaxPool2d(long[] Kernel, long[] Stride, long[] Padding) : Op;

/// <summary>Mean over height and width, to [N,C,1,1].</summary>
public sealed record GlobalAvgPool : Op;

/// <summary>All dimensions but the first into one, in CHW order.</summary>
public sealed record Flatten : Op;
