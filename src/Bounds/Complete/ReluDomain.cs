namespace Audit.Bounds.Complete;

/// <summary>The sign of one element of a node's value, as a subproblem assumes it.</summary>
/// <param name="Node">What a ReLU reads.</param>
/// <param name="Element">Row-major.</param>
/// <param name="Positive">At least 0, else at most 0.</param>
/// <param name="Multiplier">Where the search for multipliers begins.</param>
internal readonly record struct SignSplit(int Node, int Element, bool Positive, double Multiplier = 0);

/// <summary>A subproblem: the inputs of the box for which some signs are as assumed, and one conjunction that is to be excluded
/// there.</summary>
/// <param name="Conjunction">Its number.</param>
/// <param name="Splits">Assumed signs.</param>
/// <param name="Gap">How far the parent was from excluding it; the first have minus infinity.</param>
internal sealed record ReluDomain(int Conjunction, IReadOnlyList<SignSplit> Splits, double Gap);
