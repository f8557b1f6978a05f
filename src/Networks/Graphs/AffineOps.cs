using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

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

/// <summary>
/// Transposed 2-d convolution, the adjoint of <see cref="Conv2d"/> plus a bias; weight [I,O/groups,kH,kW], bias [O]; attributes are
/// (height, width). Output size: (size - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1.
/// </summary>
public sealed record ConvTranspose2d(Tensor Weight, Tensor? Bias, long[] Stride, long[] Padding, long[] OutputPadding, long[] Dilation,
    long Groups) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("weight", Weight), ("bias", Bias));
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

/// <summary>x * factor, elementwise. The factor has no batch dimension and at most x's other dimensions; it is repeated to x's shape.</summary>
public sealed record Scale(Tensor Factor) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("factor", Factor));
}

/// <summary>x + offset, elementwise; the offset is repeated as the factor of <see cref="Scale"/>.</summary>
public sealed record Shift(Tensor Offset) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("offset", Offset));
}

/// <summary>Sum of two branches with equally many dimensions; one of size 1 is repeated to the other's size.</summary>
public sealed record Add : Op;

/// <summary>Mean over some axes; they stay with size 1 where KeepDimensions, and vanish otherwise.</summary>
public sealed record Mean(long[] Axes, bool KeepDimensions) : Op;
