using static Audit.Networks.Graphs.Sizes;
using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>A function of single numbers that never falls and is constant between its jumps: its gradient is zero wherever it
/// has one, so attacks need a surrogate for it.</summary>
public abstract record StepFunction : Op;

/// <summary>The largest whole number that is not above x.</summary>
public sealed record Floor : StepFunction;

/// <summary>The smallest whole number that is not below x.</summary>
public sealed record Ceil : StepFunction;

/// <summary>The nearest whole number, halves to the even one.</summary>
public sealed record Round : StepFunction;

/// <summary>-1, 0 or 1.</summary>
public sealed record Sign : StepFunction;

/// <summary>1 where x is above 0, and at 0 itself where that counts; 0 elsewhere. What a comparison of two values
/// becomes.</summary>
/// <param name="AtZero">Whether 0 counts.</param>
public sealed record Step(bool AtZero) : StepFunction;

/// <summary>The second input where the first is 1, the third where it is 0. Sizes of 1 are repeated.</summary>
public sealed record Where : Op
{
    /// <summary>Between the two values of a condition.</summary>
    public const double Half = 0.5;
}

/// <summary>What functions with jumps mean to each reading of a network. The compiled engine has none of
/// them.</summary>
internal static class StepOps
{
    public static OpTable<IReadOnlyList<long[]>, long[]> Shapes { get; } = new()
    {
        (Floor _, IReadOnlyList<long[]> x) => x[0],
        (Ceil _, IReadOnlyList<long[]> x) => x[0],
        (Round _, IReadOnlyList<long[]> x) => x[0],
        (Sign _, IReadOnlyList<long[]> x) => x[0],
        (Step _, IReadOnlyList<long[]> x) => x[0],
        (Where _, IReadOnlyList<long[]> x) => Joined(x[0], Joined(x[1], x[2])),
    };

    public static OpTable<ForwardInputs, Tensor> Forward { get; } = new()
    {
        (Floor _, ForwardInputs v) => v.X.floor(),
        (Ceil _, ForwardInputs v) => v.X.ceil(),
        (Round _, ForwardInputs v) => v.X.round(),
        // libtorch's sign of NaN is 0; a network's NaN is not to be hidden.
        (Sign _, ForwardInputs v) => where(v.X.isnan(), v.X, v.X.sign()),
        (Step op, ForwardInputs v) => Above(op, v.X),
        (Where _, ForwardInputs v) => where(v.X.gt(Where.Half), v.Inputs[1], v.Inputs[2]),
    };

    /// <summary>By the sign, whose gradient is zero where that of a comparison is not there at all. NaN is not above
    /// anything.</summary>
    private static Tensor Above(Step op, Tensor x)
    {
        var sign = x.sign();
        return op.AtZero ? (sign + 1).clamp(max: 1).masked_fill(x.isnan(), 0) : sign.clamp(min: 0);
    }
}
