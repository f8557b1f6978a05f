using static Audit.Networks.Graphs.Sizes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Graphs;

/// <summary>A nonlinear function of single numbers that stands between layers.</summary>
public abstract record Activation : Op;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Activation;

/// <summary>x where x is positive, slope * x elsewhere; a slope of -1 makes it the absolute value.</summary>
public sealed record LeakyRelu(double Slope) : Activation;

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : Activation;

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Activation;

/// <summary>x where x is positive, alpha (exp(x) - 1) elsewhere.</summary>
public sealed record Elu(double Alpha) : Activation;

/// <summary>x^2.</summary>
public sealed record Squared : Op;

/// <summary>min(max(x, Minimum), Maximum); either may be infinite.</summary>
public sealed record Clip(double Minimum, double Maximum) : Op;

/// <summary>1 / x: falling on either side of zero, without a bound across it.</summary>
public sealed record Reciprocal : Op;

/// <summary>Product of two branches with equally many dimensions; one of size 1 is repeated to the other's size.</summary>
public sealed record Multiply : Op;

/// <summary>exp(x) over its sum along an axis.</summary>
public sealed record Softmax(long Axis) : Op;

/// <summary>The logarithm of <see cref="Softmax"/>.</summary>
public sealed record LogSoftmax(long Axis) : Op;

/// <summary>What elementwise ops and softmaxes mean to each reading of a network.</summary>
internal static class ElementwiseOps
{
    public static OpTable<IReadOnlyList<long[]>, long[]> Shapes { get; } = new()
    {
        (Relu _, IReadOnlyList<long[]> x) => x[0],
        (LeakyRelu _, IReadOnlyList<long[]> x) => x[0],
        (Sigmoid _, IReadOnlyList<long[]> x) => x[0],
        (Tanh _, IReadOnlyList<long[]> x) => x[0],
        (Elu _, IReadOnlyList<long[]> x) => x[0],
        (Squared _, IReadOnlyList<long[]> x) => x[0],
        (Clip _, IReadOnlyList<long[]> x) => x[0],
        (Reciprocal _, IReadOnlyList<long[]> x) => x[0],
        (Multiply _, IReadOnlyList<long[]> x) => Joined(x[0], x[1]),
        (Softmax op, IReadOnlyList<long[]> x) => Along(op.Axis, x[0]),
        (LogSoftmax op, IReadOnlyList<long[]> x) => Along(op.Axis, x[0]),
    };

    public static OpTable<ForwardInputs, Tensor> Forward { get; } = new()
    {
        (Relu _, ForwardInputs v) => F.relu(v.X, v.MayOverwrite),
        (LeakyRelu op, ForwardInputs v) => F.leaky_relu(v.X, op.Slope),
        (Sigmoid _, ForwardInputs v) => v.X.sigmoid(),
        (Tanh _, ForwardInputs v) => v.X.tanh(),
        (Elu op, ForwardInputs v) => v.X.clamp(min: 0) + (v.X.clamp(max: 0).exp() - 1) * op.Alpha,
        (Squared _, ForwardInputs v) => v.X.square(),
        (Clip op, ForwardInputs v) => v.X.clamp(op.Minimum, op.Maximum),
        (Reciprocal _, ForwardInputs v) => v.X.reciprocal(),
        (Multiply _, ForwardInputs v) => v.X * v.Inputs[1],
        (Softmax op, ForwardInputs v) => v.X.softmax(op.Axis),
        (LogSoftmax op, ForwardInputs v) => v.X.log_softmax(op.Axis),
    };

    public static OpTable<ILowering, LoweredStep?> Engine { get; } = new()
    {
        (Relu _, ILowering at) => at.Activate(EngineActivation.Relu),
        (LeakyRelu op, ILowering at) => at.Activate(EngineActivation.LeakyRelu, (float)op.Slope),
        (Sigmoid _, ILowering at) => at.Activate(EngineActivation.Logistic),
        (Tanh _, ILowering at) => at.Activate(EngineActivation.Tanh),
        { (Elu op, ILowering at) => at.Activate(EngineActivation.Elu, (float)op.Alpha), op => op.Alpha >= 0 },
        (Clip op, ILowering at) => at.Activate(EngineActivation.Clip, (float)op.Minimum, (float)op.Maximum),
    };

    private static long[] Along(long axis, long[] x) => Expect(axis >= 1 && axis <= x.Length, x, $"an axis {axis}") ? x : x;
}
