namespace Audit.Shadow;

/// <summary>Parameters of the Shadow Attack on a network that is certified by bounds.</summary>
public sealed record BoundShadowOptions
{
    /// <summary>Steps of gradient ascent.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Length of a step as a multiple of one image's gradient; divided by 3 after half of the steps and by 9 after five sixths.</summary>
    public double StepSize { get; init; } = 0.334;

    /// <summary>lambda_tv of equation (2).</summary>
    public double LambdaTv { get; init; } = 0.0054;

    /// <summary>Weight of ||delta||_2 of an image, which the authors' code has in the place of the colour term.</summary>
    public double LambdaNorm { get; init; } = 0.49;

    /// <summary>1: one perturbation shared by the colour channels; 3: one for each.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>The perturbation is in units of the network's channel deviations instead of pixels.</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>Wrong classes aimed at, the nearest to being certified first; null is all of them.</summary>
    public int? Targets { get; init; }

    /// <summary>The authors' setting for their small networks, per image.</summary>
    /// <remarks>
    /// Theirs is a step of 200.5 on the mean cross entropy of a batch of 600 + 9e-6 TV + 0.02 ||delta of the whole batch||_2, so that the attack
    /// depends on the batch. Of one image: step 200.5 / 600 = 0.334, lambda_tv 9e-6 * 600 = 0.0054; and as the batch's norm is about
    /// sqrt(600) times an image's, its weight is 0.02 * 600 / sqrt(600) = 0.49.
    /// </remarks>
    public static BoundShadowOptions Paper { get; } = new();

    /// <summary>A setting found on networks trained here: fewer and larger steps, in pixel units.</summary>
    public static BoundShadowOptions Cpu { get; } = new() { Steps = 100, StepSize = 0.1, LambdaTv = 0.01, LambdaNorm = 0.05, Normalized = false };

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (Steps < 1)
            yield return $"steps must be at least 1, got {Steps}";
        if (!(StepSize > 0) || double.IsInfinity(StepSize))
            yield return $"step size must be above 0, got {StepSize}";
        if (Channels is not (1 or 3))
            yield return $"channels must be 1 (shared by the colours) or 3, got {Channels}";
        if (Targets is < 1)
            yield return $"targets must be at least 1 or all, got {Targets}";
        foreach (var (name, lambda) in new[] { ("tv", LambdaTv), ("norm", LambdaNorm) })
        {
            if (!(lambda >= 0) || double.IsInfinity(lambda))
                yield return $"lambda-{name} must be at least 0, got {lambda}";
        }
    }
}
