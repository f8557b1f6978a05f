using Audit.Inputs;
using Audit.Noise;

namespace Audit.Studies.Attacking;

/// <summary>The class that must be reached, by index and label of an image.</summary>
internal static class TargetChoice
{
    /// <param name="text">A class, next or random; null for any wrong class.</param>
    /// <param name="classes">Classes of the model.</param>
    /// <param name="rng">Source of random targets.</param>
    /// <exception cref="UsageException">The text names no target.</exception>
    public static Func<int, int, int>? Of(string? text, int classes, Rng rng) => text switch
    {
        null => null,
        "next" => (_, label) => (label + 1) % classes,
        "random" => (index, label) => Random(rng.Derive("target"), index, label, classes),
        _ when Numbers.TryCount(text, out int c) && c < classes => (_, _) => c,
        _ => throw new UsageException(
            $"--target must be next, random or a class from 0 to {classes - 1}, got {Shown.Name(text)}"),
    };

    /// <summary>A wrong class, each equally likely.</summary>
    private static int Random(Rng rng, int index, int label, int classes)
    {
        var u = new float[1];
        UniformNoise.Fill(u, rng, new NoiseAddress(NoiseStream.Search, index, 0));
        return (label + 1 + (int)(u[0] * (classes - 1))) % classes;
    }
}
