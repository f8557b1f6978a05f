namespace Audit.Shadow;

/// <summary>Parameters of the Shadow Attack on a smoothed classifier.</summary>
public sealed record ShadowOptions
{
    /// <summary>Steps of gradient ascent.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Length of a step as a multiple of the gradient.</summary>
    public double StepSize { get; init; } = 0.1;

    /// <summary>Noisy copies over which the loss is averaged.</summary>
    public int Copies { get; init; } = 400;

    /// <summary>Draw the copies' noise anew at each step; the official code draws it once, which overfits those copies.</summary>
    public bool FreshNoise { get; init; }

    /// <summary>lambda_tv of equation (2).</summary>
    public double LambdaTv { get; init; } = 0.3;

    /// <summary>lambda_c of equation (2).</summary>
    public double LambdaColor { get; init; } = 1.0;

    /// <summary>lambda_s of equation (2).</summary>
    public double LambdaDissim { get; init; } = 0.5;

    /// <summary>The weights together.</summary>
    public Lambdas Lambdas => new(LambdaColor, LambdaTv, LambdaDissim);

    /// <summary>1: one perturbation shared by the colour channels (Dissim is then 0); 3: one for each.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Wrong classes aimed at, strongest first; null is all of them.</summary>
    public int? Targets { get; init; }

    /// <summary>Selection samples of the certificates that candidates are ranked by.</summary>
    public long RankingN0 { get; init; } = 100;

    /// <summary>Estimation samples of the certificates that candidates are ranked by.</summary>
    public long RankingN { get; init; } = 200;

    /// <summary>The official code's command line (REFERENCES: settings read in the authors' repository).</summary>
    public static ShadowOptions Paper { get; } = new();

    /// <summary>A setting that takes seconds an image on two cores: fewer copies, drawn anew, and the strongest wrong class only.</summary>
    public static ShadowOptions Cpu { get; } = new() { Steps = 100, StepSize = 0.1, Copies = 64, FreshNoise = true, Targets = 1 };

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (Steps < 1)
            yield return $"steps must be at least 1, got {Steps}";
        if (!(StepSize > 0))
            yield return $"step size must be above 0, got {StepSize}";
        if (Copies < 1)
            yield return $"copies must be at least 1, got {Copies}";
        if (Channels is not (1 or 3))
            yield return $"channels must be 1 (shared by the colours) or 3, got {Channels}";
        if (Targets is < 1)
            yield return $"targets must be at least 1 or all, got {Targets}";
        foreach (var (name, lambda) in new[] { ("tv", LambdaTv), ("color", LambdaColor), ("dissim", LambdaDissim) })
        {
            if (!(lambda >= 0))
                yield return $"lambda-{name} must be at least 0, got {lambda}";
        }
    }
}
