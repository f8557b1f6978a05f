using static Audit.Networks.Graphs.Sizes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Graphs;

/// <summary>(x - mean) / std per channel; both [C]. Keeps epsilon, sigma and radius in pixel units of [0,1].</summary>
public sealed record Normalize(Tensor Mean, Tensor Std) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("mean", Mean), ("std", Std));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => new Normalize(map(Mean), map(Std));
}

/// <summary>2-d convolution; weight [O,I/groups,kH,kW], bias [O]; attributes are (height, width).</summary>
public sealed record Conv2d(Tensor Weight, Tensor? Bias, long[] Stride, long[] Padding, long[] Dilation, long Groups) : Op
{
    /// <summary>Whether the weight belongs to the architecture (a shortcut that picks and pads): neither stored nor
    /// trained.</summary>
    public bool IsFixed { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => IsFixed ? [] : Named(("weight", Weight), ("bias", Bias));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => this with
    {
        Weight = map(Weight),
        Bias = Bias is null ? null
        : map(Bias)
    };

    /// <inheritdoc/>
    public override bool GradientReadsResult => false;
}

/// <summary>
/// Transposed 2-d convolution, the adjoint of <see cref="Conv2d"/> plus a bias; weight [I,O/groups,kH,kW], bias [O]; attributes
/// are (height, width). Output size: (size - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1.
/// </summary>
public sealed record ConvTranspose2d(Tensor Weight, Tensor? Bias, long[] Stride, long[] Padding, long[] OutputPadding,
    long[] Dilation,
    long Groups) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("weight", Weight), ("bias", Bias));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => this with
    {
        Weight = map(Weight),
        Bias = Bias is null ? null
        : map(Bias)
    };
}

/// <summary>x W^T + b; weight [O,I], bias [O].</summary>
public sealed record Linear(Tensor Weight, Tensor? Bias) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("weight", Weight), ("bias", Bias));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => new Linear(map(Weight), Bias is null ? null : map(Bias));

    /// <inheritdoc/>
    public override bool GradientReadsResult => false;
}

/// <summary>Batch normalisation over channels; all tensors [C].</summary>
public sealed record BatchNorm(Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVar, double Epsilon) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors =>
        Named(("weight", Weight), ("bias", Bias), ("running_mean", RunningMean), ("running_var", RunningVar));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => this with
    {
        Weight = map(Weight),
        Bias = map(Bias),
        RunningMean = map(RunningMean),
        RunningVar = map(RunningVar)
    };

    /// <inheritdoc/>
    public override bool GradientReadsResult => false;
}

/// <summary>x * factor, elementwise. The factor has no batch dimension and at most x's other dimensions; it is repeated to x's
/// shape.</summary>
public sealed record Scale(Tensor Factor) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("factor", Factor));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => new Scale(map(Factor));
}

/// <summary>x + offset, elementwise; the offset is repeated as the factor of <see cref="Scale"/>.</summary>
public sealed record Shift(Tensor Offset) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("offset", Offset));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => new Shift(map(Offset));
}

/// <summary>x / divisor, elementwise; the divisor is repeated as the factor of <see cref="Scale"/>. Its reciprocal need not be a
/// float32 number, so that multiplying by one would be another network.</summary>
public sealed record Divide(Tensor Divisor) : Op
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> Tensors => Named(("divisor", Divisor));

    /// <inheritdoc/>
    public override Op Map(Func<Tensor, Tensor> map) => new Divide(map(Divisor));
}

/// <summary>Sum of two branches with equally many dimensions; one of size 1 is repeated to the other's size.</summary>
public sealed record Add : Op
{
    /// <inheritdoc/>
    public override bool GradientReadsResult => false;
}

/// <summary>Mean over some axes; they stay with size 1 where KeepDimensions, and vanish otherwise.</summary>
public sealed record Mean(long[] Axes, bool KeepDimensions) : Op;

/// <summary>What affine ops mean to each reading of a network.</summary>
internal static class AffineOps
{
    /// <summary>Momentum of the running batch statistics while training (PyTorch's default).</summary>
    private const double BatchNormMomentum = 0.1;

    public static OpTable<IReadOnlyList<long[]>, long[]> Shapes { get; } = new()
    {
        (Normalize op, IReadOnlyList<long[]> x) => Channels(x[0], op.Mean, image: true),
        (BatchNorm op, IReadOnlyList<long[]> x) => Channels(x[0], op.RunningMean, image: false),
        (Conv2d op, IReadOnlyList<long[]> x) => Convolved(op, Image(x[0])),
        (ConvTranspose2d op, IReadOnlyList<long[]> x) => Transposed(op, Image(x[0])),
        (Linear op, IReadOnlyList<long[]> x) =>
            Expect(x[0].Length == 1 && x[0][0] == op.Weight.shape[1], x[0], $"[{op.Weight.shape[1]}]") ? [op.Weight.shape[0]]
                : x[0],
        (Scale op, IReadOnlyList<long[]> x) => Repeated(x[0], op.Factor.shape),
        (Divide op, IReadOnlyList<long[]> x) => Repeated(x[0], op.Divisor.shape),
        (Shift op, IReadOnlyList<long[]> x) => Repeated(x[0], op.Offset.shape),
        (Add _, IReadOnlyList<long[]> x) => Joined(x[0], x[1]),
        (Mean op, IReadOnlyList<long[]> x) => Averaged(op, x[0]),
    };

    public static OpTable<ForwardInputs, Tensor> Forward { get; } = new()
    {
        (Normalize op, ForwardInputs v) => (v.X - op.Mean.reshape(1, -1, 1, 1)) / op.Std.reshape(1, -1, 1, 1),
        (Conv2d op, ForwardInputs v) => F.conv2d(v.X, op.Weight, op.Bias, op.Stride, op.Padding, op.Dilation, op.Groups),
        (ConvTranspose2d op, ForwardInputs v) =>
            F.conv_transpose2d(v.X, op.Weight, op.Bias, op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups),
        (Linear op, ForwardInputs v) => F.linear(v.X, op.Weight, op.Bias),
        (BatchNorm op, ForwardInputs v) =>
            F.batch_norm(v.X, op.RunningMean, op.RunningVar, op.Weight, op.Bias, v.Training, BatchNormMomentum, op.Epsilon),
        (Scale op, ForwardInputs v) => v.X * op.Factor,
        (Divide op, ForwardInputs v) => v.X / op.Divisor,
        (Shift op, ForwardInputs v) => v.X + op.Offset,
        (Add _, ForwardInputs v) => v.X + v.Inputs[1],
        (Mean op, ForwardInputs v) => v.X.mean(op.Axes, op.KeepDimensions),
    };

    public static OpTable<ILowering, LoweredStep?> Engine { get; } = new()
    {
        (Normalize op, ILowering at) => at.ReadsPixels ? at.Pixels(op)
            : at.PerChannel((1 / op.Std).to(float32), -op.Mean / op.Std),
        (BatchNorm op, ILowering at) => at.PerChannel(Slope(op), op.Bias - op.RunningMean * Slope(op)),
        (Scale op, ILowering at) => at.PerChannel(at.Channels(op.Factor), null),
        (Divide op, ILowering at) => at.PerChannel((1 / at.Channels(op.Divisor)).to(float32), null),
        (Shift op, ILowering at) => at.PerChannel(null, at.Channels(op.Offset)),
        (Conv2d op, ILowering at) => at.Next(new LoweredStep(EngineKind.Convolution, at.X, at.Shape)
        {
            Outputs = op.Weight.shape[0],
            Groups = op.Groups,
            Kernel = op.Weight.shape[2..],
            Stride = op.Stride,
            Padding = op.Padding,
            Dilation = op.Dilation,
            Weight = op.Weight,
            Bias = op.Bias,
        }),
        (Linear op, ILowering at) => at.Next(new LoweredStep(EngineKind.Linear, at.X, at.Shape)
        {
            Outputs = op.Weight.shape[0],
            Weight = op.Weight,
            Bias = op.Bias,
        }),
        (Add _, ILowering at) => at.Sum(),
        (Mean op, ILowering at) => op.Axes.Order().SequenceEqual([2L, 3L]) ? at.MeanOverImage() : throw at.No(),
    };

    /// <summary>Multiply-adds for one image, given the shapes of result and first input.</summary>
    public static OpTable<(long[] Output, long[] Input), long> Work { get; } = new()
    {
        // Each output element reads one filter; each input element of a transposed convolution writes through one.
        (Conv2d op, (long[] Output, long[] Input) at) => Elements(at.Output) * (op.Weight.numel() / op.Weight.shape[0]),
        (ConvTranspose2d op, (long[] Output, long[] Input) at) => Elements(at.Input) * (op.Weight.numel() / op.Weight.shape[0]),
        (Linear op, (long[] Output, long[] Input) at) => op.Weight.numel(),
    };

    private static Tensor Slope(BatchNorm op) => op.Weight / (op.RunningVar + op.Epsilon).sqrt();

    private static long[] Convolved(Conv2d o, long[] x)
    {
        long[] w = o.Weight.shape;
        Expect(o.Groups >= 1 && w[0] % o.Groups == 0 && x[0] == checked(w[1] * o.Groups), x,
            $"{w[1]} channels in each of {o.Groups} groups");
        return [w[0], .. Windows(x, w[2..], o.Stride, o.Padding, o.Dilation)];
    }

    private static long[] Transposed(ConvTranspose2d o, long[] x)
    {
        long[] w = o.Weight.shape;
        Expect(o.Groups >= 1 && w[0] % o.Groups == 0 && x[0] == w[0], x, $"{w[0]} channels in {o.Groups} groups");
        long Size(int d) => checked((x[d + 1] - 1) * o.Stride[d] - 2 * o.Padding[d] + o.Dilation[d] * (w[d + 2] - 1)
            + o.OutputPadding[d] + 1);
        Expect(Size(0) > 0 && Size(1) > 0, x, "a larger image");
        return [checked(w[1] * o.Groups), Size(0), Size(1)];
    }

    private static long[] Averaged(Mean o, long[] x)
    {
        Expect(o.Axes.All(a => a >= 1 && a <= x.Length), x, $"axes {string.Join(',', o.Axes)}");
        return o.KeepDimensions ? [.. x.Select((s, d) => o.Axes.Contains(d + 1) ? 1 : s)]
            : [.. x.Where((_, d) => !o.Axes.Contains(d + 1))];
    }
}
