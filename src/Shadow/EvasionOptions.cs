namespace Audit.Shadow;

/// <summary>What an attacker who knows of a detector makes the spoof withstand: the copies that the loss is averaged over take
/// turns under these changes.</summary>
public enum Evasion
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Other noise levels: spoofs that survive other sigmas.</summary>
    Sigmas,

    /// <summary>Mild colour changes.</summary>
    Colour,

    /// <summary>Both.</summary>
    All,
}

/// <summary>The changes, which detectors try as well.</summary>
public static class EvasionOptions
{
    /// <summary>Other noise levels, as multiples of sigma.</summary>
    public static IReadOnlyList<double> Sigmas { get; } = [0.5, 1.5];

    /// <summary>Factors of the colours: darker and brighter; of three colours also warmer and colder.</summary>
    /// <param name="channels">1 or 3.</param>
    public static IReadOnlyList<float[]> Tints(int channels) => channels == 3
        ? [[0.9f, 0.9f, 0.9f], [1.1f, 1.1f, 1.1f], [1.1f, 1, 0.9f], [0.9f, 1, 1.1f]]
        : [[.. Enumerable.Repeat(0.9f, channels)], [.. Enumerable.Repeat(1.1f, channels)]];
}
