using Audit.Inputs.Settings;
using Audit.Records.Review;
using Audit.Studies.Driving;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Reviewing.ReviewOptions>;

namespace Audit.Studies.Reviewing;

/// <summary>What a review is asked.</summary>
public sealed record ReviewOptions
{
    /// <summary>The claim as it was given; "none" for no claim.</summary>
    public string Claim { get; init; } = "none";

    /// <summary>Noise of the smoothed classifier that is claimed about; null for the network itself.</summary>
    public double? Sigma { get; init; }

    /// <summary>Time to plan for.</summary>
    public string Budget { get; init; } = "10m";

    /// <summary>Time after which it stops; null for none.</summary>
    public string? Time { get; init; }

    /// <summary>Whether only the plan is shown.</summary>
    public bool DryRun { get; init; }

    /// <summary>Noise samples of a certificate where nothing else is needed.</summary>
    public const long UsualN = 10_000;

    /// <summary>Noise samples of a certificate; null for the usual number, and of a claim for as many as it takes.</summary>
    public long? N { get; init; }

    /// <summary>Steps of the attacks.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>The claim, read; null for none.</summary>
    public Claim? Claimed => Claim == "none" ? null : Records.Review.Claim.Parse(Claim) with { Sigma = Sigma };

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<ReviewOptions>> Settings { get; } =
    [
        Declare.Text("claim", $"What is claimed: {Records.Review.Claim.Usage}; or none", o => o.Claim,
            (o, v) => o with { Claim = v == "none" ? v : Records.Review.Claim.Parse(v).Text }, "a claim"),
        Declare.Real("sigma", "The claim is about the classifier smoothed with Gaussian noise of this standard deviation", o =>
            o.Sigma, (o, v) => o with { Sigma = v }, Inputs.Limits.Sigma),
        Declare.Text("budget", "Time to plan for: 90s, 10m, 2h", o => o.Budget, (o, v) => o with { Budget = Checked(v) },
            Duration.Usage),
        Declare.Text("time", "Stop after this time; what is done is kept, and the same command continues", o => o.Time, (o, v) =>
            o with { Time = Checked(v) }, Duration.Usage),
        Declare.Flag("dry-run", "Measure, print the plan with its estimate, and stop", o => o.DryRun, o =>
            o with { DryRun = true }),
        Declare.Whole("n", "Noise samples per certificate, with --sigma; a claim is decided by as few of them as it takes",
            o => o.N, (o, v) => o with { N = v }, new(10, 1 << 30)) with
        { Default = "10000, or what the claim needs" },
        Declare.Whole("steps", "Gradient steps of the attacks", o => o.Steps, (o, v) => o with { Steps = v }, new(1, 100_000)),
    ];

    private static string Checked(string text)
    {
        _ = Duration.Seconds(text);
        return text;
    }
}
