namespace Audit.Formats.VnnLib;

/// <summary>What must not happen: some input of a box whose outputs meet all conditions of one conjunction.</summary>
/// <param name="Inputs">Number of inputs X_0, X_1, ...</param>
/// <param name="Outputs">Number of outputs Y_0, Y_1, ...</param>
/// <param name="Cases">Boxes with what is unsafe in each.</param>
public sealed record VnnLibProperty(int Inputs, int Outputs, IReadOnlyList<VnnLibCase> Cases);

/// <summary>A box, both ends included, and what its outputs must not be.</summary>
/// <param name="Lower">Of each input.</param>
/// <param name="Upper">Of each input.</param>
/// <param name="Unsafe">Any of these conjunctions.</param>
public sealed record VnnLibCase(IReadOnlyList<DecimalNumber> Lower, IReadOnlyList<DecimalNumber> Upper,
    IReadOnlyList<IReadOnlyList<HalfSpace>> Unsafe);

/// <summary>Outputs y with sum of factor y[output] at most the bound.</summary>
public sealed record HalfSpace(IReadOnlyList<(int Output, double Factor)> Terms, DecimalNumber Bound);
