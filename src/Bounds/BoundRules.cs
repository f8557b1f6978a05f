using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>The tables of the readings that bound networks.</summary>
internal static class BoundRules
{
    /// <summary>Intervals of ops that are no affine map of one value.</summary>
    public static BoundTable<IntervalInputs, Interval> Intervals { get; } = new()
    {
        AffineRules.Intervals, ElementwiseRules.Intervals, StepRules.Intervals, PoolingRules.Intervals, MoveRules.Intervals,
    };

    /// <summary>Functions of one variable between lines.</summary>
    public static BoundTable<LineInputs, Relaxation> Lines { get; } = new() { ElementwiseRules.Lines, StepRules.Lines };

    /// <summary>Affine ops read backwards.</summary>
    public static OpTable<AdjointInputs, Adjoint?> Adjoints { get; } = new() { AffineRules.Adjoints, PoolingRules.Adjoints,
        MoveRules.Adjoints };

    /// <summary>Ops read backwards with the bounds of what they read.</summary>
    public static OpTable<BoundedInputs, Adjoint?> Bounded { get; } = new() { PoolingRules.Bounded, ElementwiseRules.Bounded,
        StepRules.Bounded };

    /// <summary>What rounding can make a backward step through an op cost; null for 0.</summary>
    public static OpTable<ErrorInputs, Tensor?> Errors { get; } = new() { AffineRules.Errors, PoolingRules.Errors,
        MoveRules.Errors, ElementwiseRules.Errors, StepRules.Errors };

    /// <summary>Whether intervals can be computed through an op.</summary>
    public static bool HasInterval(Op op, bool sound) => op is Input || AffineRules.Maps.Covers(op)
        || Intervals.Covers(op, sound);

    /// <summary>Whether lines can be followed back through an op.</summary>
    public static bool HasLines(Op op, bool sound) => HasInterval(op, sound)
        && (op is Input || Lines.Covers(op, sound) || Bounded.Covers(op) || Adjoints.Covers(op));

    /// <summary>Whether lines around a function of one variable stand for the op.</summary>
    public static bool IsActivation(Op op) => op is Activation || Lines.Covers(op);

    /// <summary>Whether the op's rule needs bounds of what it reads.</summary>
    public static bool NeedsBounds(Op op) => IsActivation(op) || Bounded.Covers(op);

    /// <summary>Whether nothing is gained from an element of what the op reads once its sign is known.</summary>
    public static bool IsSettledBySign(Op op) => ElementwiseRules.Hinges.Covers(op);

    /// <summary>Whether intervals of a node are exact: no more than one layer that mixes elements lies before it, and no
    /// branch.</summary>
    public static bool IsExact(Graph graph, int node)
    {
        int mixing = 0;
        for (; node != 0; node = graph.Nodes[node].Inputs[0])
        {
            var op = graph.Nodes[node].Op;
            if (AffineRules.Mixing.Covers(op) || PoolingRules.Adjoints.Covers(op))
                mixing++;
            else if (!AffineRules.Diagonal.Covers(op) && !MoveRules.Moves.Covers(op))
                return false;
        }
        return mixing <= 1;
    }
}
