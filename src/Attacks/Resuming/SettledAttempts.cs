namespace Audit.Attacks;

/// <summary>What the attempts of an attack that are over have settled: enough to go on with the next one as if the process had
/// never ended.</summary>
public sealed record SettledAttempts
{
    /// <summary>Whose attempts: their names, the source of their randomness and the images.</summary>
    public required string Of { get; init; }

    /// <summary>How many are over.</summary>
    public required int Done { get; init; }

    /// <summary>Which images are won.</summary>
    public required bool[] Found { get; init; }

    /// <summary>Share of fresh draws of a random victim that met the aim.</summary>
    public required double[] Share { get; init; }

    /// <summary>The attack that made each image.</summary>
    public required string[] By { get; init; }

    /// <summary>The images, float32, row-major.</summary>
    public required byte[] XAdv { get; init; }

    /// <summary>What all of it has cost, and how many draws of each image of the block are used up.</summary>
    public required SpentNumbers Spent { get; init; }
}
