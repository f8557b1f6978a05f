using System.Diagnostics;
using System.Globalization;
using Audit.Bounds;
using Audit.Datasets;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Audit.Records.Diagnosis;
using Audit.Records.Review;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies.Reviewing;

/// <summary>Which studies a review consists of, and on how many images: every certifier that applies, cheapest first; the Shadow
/// Attack; attacks that also cross-examine the certificates; a diagnosis.</summary>
/// <remarks>Speeds are measured. Certificates and the attack on the same images get most of the time, as only both together can
/// decide a claim; all sets of images lie inside one another.</remarks>
internal sealed class ReviewPlanner(Given given, ReviewOptions options, IStudyView view)
{
    private const double Reserve = 0.1; // of the budget, for loading, the report, and errors of the estimate
    private const int FewestProbed = 40, FewestSpoofed = 4, FewestJudged = 50, SpoofSteps = 100;

    /// <summary>Images below which nothing is gained: a diagnosis of fewer is inconclusive, and a share of fewer says nearly
    /// nothing.</summary>
    private const int BarelyProbed = DiagnosisResult.FewestImages + 4, BarelyJudged = 8;

    /// <summary>Part of the budget after which nothing more is measured, and how many steps there may be to measure.</summary>
    private const double Measuring = 0.25, Measured = 4;

    /// <summary>Steps of the Shadow Attack in a measurement; the run has more.</summary>
    private const int FewSteps = 10;

    /// <summary>Images that are attacked together: few, so that little is lost where a review is stopped. Each image of a
    /// smoothed classifier is many by itself.</summary>
    private int Block => options.Sigma is null ? 25 : 10;

    /// <summary>Most votes of one certificate, and its failure probability: the default of certify.</summary>
    private const long MostSamples = 10_000_000;

    private const double SmoothedAlpha = 0.001;

    private readonly List<PlannedStep> leftOut = [];
    private readonly Stopwatch clock = new();

    private double Budget => Duration.Seconds(options.Budget);

    /// <summary>A study before it is known whether it fits.</summary>
    private sealed record Draft(string Name, string Command, Dictionary<string, string> Options, double Fixed, double PerImage)
    {
        public string? Examines { get; init; }
    }

    /// <summary>Measures and plans.</summary>
    /// <param name="asked">What is asked, for the plan's file.</param>
    public ReviewPlan Plan(string asked)
    {
        foreach (string name in (string[])["skip", "max", "images"])
            if (given.Has(name))
                throw new UsageException($"--{name}: a review chooses its images by the time that there is: leave it out");
        clock.Start();
        view.Note($"measuring how fast each step is, for at most about {Duration.Text(Measuring * Budget)}");
        var subject = new SubjectLoader(given.Read(SubjectOptions.Settings(), new()), view.Warn).Load();
        var ball = options.Claimed ?? Usual(subject);
        var drafts = Drafts(subject, ball);
        double left = Math.Max(1, (1 - Reserve) * Budget - clock.Elapsed.TotalSeconds);
        return new(asked, [.. Chosen(drafts, subject.Images.Count, left), .. leftOut]);
    }

    /// <summary>What is looked at where nothing is claimed.</summary>
    private Claim Usual(Subject subject) => options.Sigma is { } sigma ? new(Norm.L2, sigma, Sigma: sigma)
        : new(Norm.Linf, subject.Images.Channels == 1 ? 0.1 : 8.0 / 255);

    /// <summary>What can be done, in the order of what a verdict needs most: where measuring takes too long, the rest is left
    /// out.</summary>
    private List<Draft> Drafts(Subject subject, Claim ball)
    {
        List<Draft> drafts = [];
        string size = ball.Size.ToString("R", CultureInfo.InvariantCulture);
        string? sigma = ball.Sigma?.ToString("R", CultureInfo.InvariantCulture);
        var methods = sigma is null ? Methods(subject, ball) : [];
        if (methods.Contains(BoundMethod.Ibp))
            Bound(drafts, subject, BoundMethod.Ibp, ball, size);
        if (sigma is not null && ball.Norm == Norm.L2)
            Votes(drafts, ball, sigma);
        else if (sigma is not null)
            Leave("certify", $"smoothing with Gaussian noise certifies L2 balls, the claim is about {ball.Ball}");
        Dictionary<string, string> attack = new()
        {
            ["attack"] = "pgd",
            ["norm"] = ball.Norm.Name(),
            ["epsilon"] = size,
            ["steps"] = $"{options.Steps}",
            ["block"] = $"{Block}",
        };
        if (sigma is not null)
            attack["sigma"] = sigma;
        Add(drafts, "attack-pgd", "attack", sigma is null ? 10 : 1, attack);
        if (ball.Norm is Norm.Linf or Norm.L2)
            Add(drafts, "diagnose", "diagnose", BarelyProbed / 2, new()
            {
                ["norm"] = ball.Norm.Name(),
                ["epsilon"] = size,
                ["steps"] = $"{Math.Max(8, options.Steps)}",
                ["queries"] = "200",
                ["random"] = "100",
            });
        Spoof(drafts, subject, ball, size, sigma);
        foreach (var method in methods.Where(m => m != BoundMethod.Ibp))
            Bound(drafts, subject, method, ball, size);
        if (sigma is null)
            Add(drafts, "attack-square", "attack", 4, new(attack.Where(a => a.Key != "steps"))
            {
                ["attack"] = "square",
                ["queries"] = "500",
            });
        return drafts;
    }

    /// <summary>Certificates by votes. A claim is decided by no more samples than it takes; radii beside it are those of a fixed
    /// number.</summary>
    private void Votes(List<Draft> drafts, Claim ball, string sigma)
    {
        Dictionary<string, string> radii = new() { ["sigma"] = sigma, ["n"] = $"{options.N ?? ReviewOptions.UsualN}" };
        if (options.Claimed is null)
        {
            Add(drafts, "certify-votes", "certify", 1, radii);
            return;
        }
        if ((options.N ?? EnoughSamples(ball)) is not { } most)
        {
            Leave("certify-votes", $"no number of votes that could be drawn certifies {ball.Ball} at sigma {sigma}: the claim "
                + "is too large for this noise");
            return;
        }
        Add(drafts, "certify-votes", "certify", 1, new()
        {
            ["sigma"] = sigma,
            ["n"] = $"{most}",
            ["decide"] = ball.Size.ToString("R", CultureInfo.InvariantCulture),
        });
        Add(drafts, "certify-radii", "certify", 1, radii);
    }

    /// <summary>The smallest usual number of votes that can certify the ball with room to spare; null where none can.</summary>
    private static long? EnoughSamples(Claim ball)
    {
        const double Room = 1.1;
        for (long n = ReviewOptions.UsualN; n <= MostSamples; n *= 10)
        {
            if (SequentialVotes.CeilingOf(n, SmoothedAlpha, new GaussianL2(ball.Sigma!.Value)) >= Room * ball.Size)
                return n;
        }
        return null;
    }

    /// <summary>The bounds that can read the model; the others are left out with their reasons.</summary>
    private IReadOnlyList<BoundMethod> Methods(Subject subject, Claim ball)
    {
        if (subject.Model.Graph is not { } graph || ball.Norm == Norm.L1)
        {
            Leave("certify by bounds", ball.Norm == Norm.L1 ? "bounds are over L-infinity and L2 balls"
                : "the model shows no layers (a black box, or behind a defence)");
            return [];
        }
        List<BoundMethod> methods = [];
        foreach (var method in Enum.GetValues<BoundMethod>())
        {
            string[] missing = [.. Readers(method).SelectMany(i => i.Missing(graph)).Distinct()];
            if (missing.Length == 0)
                methods.Add(method);
            else
                Leave($"certify-{method.Name()}", $"no rule for {string.Join(", ", missing)}");
        }
        return methods;
    }

    private static IEnumerable<Interpretation> Readers(BoundMethod method) =>
        Interpretation.Known.Where(i => i.Name == "Intervals" || (i.Name == "Crown" && method != BoundMethod.Ibp));

    private void Bound(List<Draft> drafts, Subject subject, BoundMethod method, Claim ball, string size) =>
        Add(drafts, $"certify-{method.Name()}", "certify", method == BoundMethod.Ibp ? 16 : 2, new()
        {
            ["method"] = method.Name(),
            ["norm"] = ball.Norm.Name(),
            ["epsilon"] = size,
            ["arithmetic"] = Readers(method).All(i => i.Missing(subject.Model.Graph!, sound: true).Count == 0) ? "sound"
                : "float64",
        });

    private void Spoof(List<Draft> drafts, Subject subject, Claim ball, string size, string? sigma)
    {
        Dictionary<string, string>? words = sigma is not null ? new() { ["sigma"] = sigma, ["n"] = "1000" }
            : ball.Norm == Norm.Linf && subject.Model.Graph is not null ? new() { ["certifier"] = "ibp", ["epsilon"] = size }
            : null;
        if (words is null)
        {
            Leave("spoof", "the Shadow Attack spoofs smoothing (--sigma) and bounds over L-infinity balls");
            return;
        }
        words["steps"] = $"{SpoofSteps}";
        // Certifying before and after takes the same time however many steps lie between.
        Add(drafts, "spoof", "spoof", 1, words, () =>
        {
            var few = Speed("spoof", new(words) { ["steps"] = $"{FewSteps}" }, 1);
            if (few.PerImage > Share)
                return few with { PerImage = few.PerImage * SpoofSteps / FewSteps };
            var more = Speed("spoof", new(words) { ["steps"] = $"{3 * FewSteps}" }, 1);
            double step = Math.Max(0, more.PerImage - few.PerImage) / (2 * FewSteps);
            return few with { PerImage = few.PerImage + (SpoofSteps - FewSteps) * step };
        });
    }

    /// <summary>Seconds that one step may be measured.</summary>
    private double Share => Measuring * Budget / Measured;

    private StepSpeed Speed(string command, Dictionary<string, string> words, int images) =>
        StepSpeed.Measure(command, Forms.Given(given, words), images, Share);

    /// <summary>Measures a study and takes it up; one that does not go with the model is left out with its reason.</summary>
    /// <param name="drafts">Those taken up so far.</param>
    /// <param name="name">Its folder.</param>
    /// <param name="command">Its command.</param>
    /// <param name="images">Images of the measurement.</param>
    /// <param name="words">Its options.</param>
    /// <param name="measure">How it is measured, where not as it is run.</param>
    private void Add(List<Draft> drafts, string name, string command, int images, Dictionary<string, string> words,
        Func<StepSpeed>? measure = null)
    {
        if (clock.Elapsed.TotalSeconds > Measuring * Budget)
        {
            Leave(name, "no time to measure it; give a larger --budget");
            return;
        }
        try
        {
            var speed = view.Show($"measure {name}", 1, _ => measure?.Invoke() ?? Speed(command, words, images));
            drafts.Add(new(name, command, words, speed.Fixed, speed.PerImage));
        }
        catch (InputException e)
        {
            Leave(name, e.Message);
        }
    }

    private void Leave(string name, string reason) =>
        leftOut.Add(new(name, "", new Dictionary<string, string>(), 1, 0, 0, reason));

    private List<PlannedStep> Chosen(List<Draft> drafts, int count, double budget)
    {
        var certifiers = drafts.Where(d => d.Command == "certify" && d.Name != "certify-radii").OrderBy(d => d.PerImage).ToList();
        var first = certifiers.FirstOrDefault();
        var attack = drafts.FirstOrDefault(d => d.Name == "attack-pgd");
        // The cheapest certifier and the attack see the same images. Where radii differ, certificates are examined one by one
        // besides.
        var examined = drafts.FirstOrDefault(d => d.Name == "certify-radii")
            ?? (first?.Name == "certify-votes" && options.Claimed is null ? first : null);
        List<StepBudget.Want> wants = [new(3, (first?.Fixed ?? 0) + (attack?.Fixed ?? 0),
            (first?.PerImage ?? 0) + (attack?.PerImage ?? 0), FewestJudged, 1, BarelyJudged)];
        if (StepBudget.Skips(wants, count, budget)[0] == 0 && first is not null && attack is not null)
        {
            // Both together do not fit: each by itself may. Without the attack nothing can be held, but it can be refuted.
            var apart = drafts.Where(d => d.Name != "certify-radii").ToList();
            var fewest = StepBudget.Skips([.. apart.Select(Wanted)], count, budget);
            return [.. apart.Select((d, k) => Step(d, fewest[k], count, Wanted(d)))];
        }
        var others = drafts.Where(d => d != attack && d != first).ToList();
        if (examined is not null && attack is not null)
            others.Add(attack with
            {
                Name = "examine",
                Examines = examined.Name,
                Options = new(attack.Options.Where(o => o.Key is not ("epsilon" or "norm" or "sigma"))),
            });
        wants.AddRange(others.Select(Wanted));
        var skips = StepBudget.Skips(wants, count, budget).ToArray();
        List<PlannedStep> steps = [.. new[] { first, attack }.OfType<Draft>().Select(d => Step(d, skips[0], count, wants[0]))];
        for (int k = 0; k < others.Count; k++)
        {
            // No certificate outside what the attack sees, and no examination of what is not certified.
            int at = others[k].Examines is null ? 0 : others.FindIndex(d => d.Name == others[k].Examines) + 1;
            int least = others[k].Command == "certify" || others[k].Examines is not null ? skips[at] : 1;
            skips[k + 1] = skips[k + 1] == 0 || least == 0 ? 0 : Math.Max(skips[k + 1], least);
            steps.Add(Step(others[k], skips[k + 1], count, wants[k + 1]));
        }
        return [.. steps.OrderBy(s => s.Command switch
        {
            "certify" => 0,
            "attack" => s.Examines is null ? 1 : 2,
            "spoof" => 3,
            _ => 4,
        }).ThenBy(s => s.Seconds)];
    }

    private static StepBudget.Want Wanted(Draft draft) => draft.Command switch
    {
        "diagnose" => new(1, draft.Fixed, draft.PerImage, FewestProbed, 1, BarelyProbed),
        "spoof" => new(1, draft.Fixed, draft.PerImage, FewestSpoofed, 1, 1),
        _ => new(0.5, draft.Fixed, draft.PerImage, FewestJudged, 1, BarelyJudged),
    };

    private static PlannedStep Step(Draft draft, int skip, int count, StepBudget.Want want)
    {
        int images = skip == 0 ? 0 : StepBudget.Images(count, skip), barely = Math.Min(want.Bare ?? want.Fewest, count);
        return new(draft.Name, draft.Command, draft.Options, Math.Max(1, skip), images,
            skip == 0 ? 0 : draft.Fixed + draft.PerImage * images, skip > 0 ? null
            : $"no time: {barely} images, the fewest that say anything, take about "
            + $"{Duration.Text(draft.Fixed + draft.PerImage * barely)}; give a larger --budget")
        { Examines = draft.Examines };
    }
}
