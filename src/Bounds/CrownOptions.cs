namespace Audit.Bounds;

/// <summary>Choices of a backward linear bound.</summary>
public sealed record CrownOptions
{
    /// <summary>Slope below open ReLUs. Default: CROWN's.</summary>
    public LowerSlope LowerSlope { get; init; } = LowerSlope.Adaptive;

    /// <summary>Bounds between the layers are never looser than intervals', and results do not depend on the other images of a
    /// batch. Without it, backward bounds stand as they are for each element whose sign intervals leave open in some image of the
    /// batch, as other implementations have them.</summary>
    public bool Intersect { get; init; } = true;

    /// <summary>Memory that the rows of one backward pass may take; more rows are done in parts.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;
}
