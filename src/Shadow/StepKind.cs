namespace Audit.Shadow;

/// <summary>How a gradient becomes a step.</summary>
public enum StepKind
{
    /// <summary>Step size times gradient, as in the Shadow Attack.</summary>
    Plain,

    /// <summary>A step of one L2 length along the gradient.</summary>
    Normalised,

    /// <summary>A step of one L-infinity length along the gradient's signs, as in PGD.</summary>
    Sign,
}
