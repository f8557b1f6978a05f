using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What an interval rule computes with.</summary>
/// <param name="Op">The op itself, for rules that several ops share.</param>
/// <param name="Inputs">Intervals of its inputs.</param>
/// <param name="Rounding">Not null: rounding errors are enclosed too.</param>
internal readonly record struct IntervalInputs(Op Op, IReadOnlyList<Interval> Inputs, Rounding? Rounding)
{
    /// <summary>The first input.</summary>
    public Interval X => Inputs[0];

    /// <summary>The op at both ends: exact where it is monotone and a value is chosen or moved, never computed.</summary>
    public Interval Chosen()
    {
        var op = Op;
        return X.Map(t => Forward.Evaluate(op, [t])!);
    }
}

/// <summary>What lines around an activation are chosen from.</summary>
/// <param name="X">Where the activation is read.</param>
/// <param name="Lower">Slope below a ReLU whose sign is open.</param>
/// <param name="Rounding">Not null: the lines hold as computed.</param>
/// <param name="Slopes">Replaces the lower slope of a ReLU whose sign is open.</param>
internal readonly record struct LineInputs(Interval X, LowerSlope Lower, Rounding? Rounding, Tensor? Slopes);

/// <summary>What the adjoint of an op computes with.</summary>
/// <param name="Op">The op itself, for rules that several ops share.</param>
/// <param name="A">Functionals of the op's value, [N,K,...].</param>
/// <param name="Shapes">Shape of each input, without the batch.</param>
internal readonly record struct AdjointInputs(Op Op, Tensor A, IReadOnlyList<long[]> Shapes);

/// <summary>What the adjoint of an op that is not affine computes with.</summary>
/// <param name="A">Functionals of the op's value, [N,K,...].</param>
/// <param name="Inputs">Bounds of what it reads.</param>
/// <param name="Shapes">Shape of each input, without the batch.</param>
/// <param name="Rounding">Not null: constants are rounded to the safe side.</param>
internal readonly record struct BoundedInputs(Tensor A, IReadOnlyList<Interval> Inputs, IReadOnlyList<long[]> Shapes,
    Rounding? Rounding);

/// <summary>Functionals of each input, and a constant [N,K]; null for 0.</summary>
internal readonly record struct Adjoint(IReadOnlyList<Tensor> Inputs, Tensor? Constant = null);

/// <summary>What the rounding errors of a backward step are counted from.</summary>
/// <param name="Op">The op itself, for rules that several ops share.</param>
/// <param name="Sizes">Largest absolute values of each input.</param>
/// <param name="Result">Interval of the op's value.</param>
/// <param name="Gamma">Relative error of the step's longest sum.</param>
internal readonly record struct ErrorInputs(Op Op, IReadOnlyList<Tensor> Sizes, Interval Result, double Gamma)
{
    /// <summary>The op of the absolute values, times gamma: for ops without constants.</summary>
    public Tensor OfSize() => Forward.Evaluate(Op, [Sizes[0]])! * Gamma;
}
