using System.Diagnostics;
using System.Globalization;
using Audit.Bounds;
using Audit.Datasets;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
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

    /// <summary>Part of the budget after which nothing more is measured.</summary>
    private const double Measuring = 0.25;

    /// <summary>Steps of the Shadow Attack in a measurement; the run has more.</summary>
    private const int FewSteps = 10;

    private readonly List<PlannedStep> leftOut = [];
    private readonly Stopwatch clock = new();

    private double Budget => Duration.Seconds(options.Budget);

    /// <summary>A study before it is known whether it fits.</summary>
    private sealed record Draft(string Name, string Command, Dictionary<string, string> Options, double PerImage)
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
            Add(drafts, "certify-votes", "certify", 1, new() { ["sigma"] = sigma, ["n"] = $"{options.N}" });
        else if (sigma is not null)
            Leave("certify", $"smoothing with Gaussian noise certifies L2 balls, the claim is about {ball.Ball}");
        Dictionary<string, string> attack = new()
        {
            ["attack"] = "pgd",
            ["norm"] = ball.Norm.Name(),
            ["epsilon"] = size,
            ["steps"] = $"{options.Steps}",
        };
        if (sigma is not null)
            attack["sigma"] = sigma;
        Add(drafts, "attack-pgd", "attack", sigma is null ? 10 : 1, attack);
        if (ball.Norm is Norm.Linf or Norm.L2)
            Add(drafts, "diagnose", "diagnose", 4, new()
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
        Add(drafts, "spoof", "spoof", 1, words, new(words) { ["steps"] = $"{FewSteps}" }, (double)SpoofSteps / FewSteps);
    }

    /// <summary>Measures a study and takes it up; one that does not go with the model is left out with its reason.</summary>
    /// <param name="drafts">Those taken up so far.</param>
    /// <param name="name">Its folder.</param>
    /// <param name="command">Its command.</param>
    /// <param name="images">Images of the measurement.</param>
    /// <param name="words">Its options.</param>
    /// <param name="measured">Options of the measurement, where they are others.</param>
    /// <param name="times">How much longer the study takes than what is measured.</param>
    private void Add(List<Draft> drafts, string name, string command, int images, Dictionary<string, string> words,
        Dictionary<string, string>? measured = null, double times = 1)
    {
        if (clock.Elapsed.TotalSeconds > Measuring * Budget)
        {
            Leave(name, "no time to measure it; give a larger --budget");
            return;
        }
        try
        {
            drafts.Add(new(name, command, words, times * view.Show($"measure {name}", 1, _ =>
                StepSpeed.Measure(command, Forms.Given(given, measured ?? words), images))));
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
        var certifiers = drafts.Where(d => d.Command == "certify").OrderBy(d => d.PerImage).ToList();
        var attack = drafts.FirstOrDefault(d => d.Name == "attack-pgd");
        // The cheapest certifier and the attack see the same images; of votes the certificates are examined one by one besides.
        bool votes = certifiers.Count > 0 && certifiers[0].Name == "certify-votes";
        double pair = (certifiers.Count > 0 ? certifiers[0].PerImage : 0) + (attack?.PerImage ?? 0) * (votes ? 2 : 1);
        List<StepBudget.Want> wants = [new(3, 0, pair, FewestJudged)];
        var others = drafts.Where(d => d != attack && d != certifiers.FirstOrDefault()).ToList();
        wants.AddRange(others.Select(d => new StepBudget.Want(d.Command == "diagnose" ? 1 : d.Command == "spoof" ? 1 : 0.5, 0,
            d.PerImage, d.Command == "diagnose" ? FewestProbed : d.Command == "spoof" ? FewestSpoofed : FewestJudged)));
        var skips = StepBudget.Skips(wants, count, budget);
        List<PlannedStep> steps = [];
        foreach (var first in new[] { certifiers.FirstOrDefault(), attack }.OfType<Draft>())
            steps.Add(Step(first, skips[0], count, FewestJudged));
        if (votes && attack is not null)
            steps.Add(Step(attack with
            {
                Name = "examine",
                Examines = "certify-votes",
                Options = new(attack.Options
                .Where(o => o.Key is not ("epsilon" or "norm" or "sigma")))
            }, skips[0], count, FewestJudged));
        for (int k = 0; k < others.Count; k++)
            // No certificate outside what the attack sees: it could not be held up.
            steps.Add(Step(others[k], others[k].Command == "certify" ? Math.Max(skips[k + 1], skips[k + 1] == 0 ? 0 : skips[0])
                : skips[k + 1], count, wants[k + 1].Fewest));
        return [.. steps.OrderBy(s => s.Command switch
        {
            "certify" => 0,
            "attack" => s.Examines is null ? 1 : 2,
            "spoof" => 3,
            _ => 4,
        }).ThenBy(s => s.Seconds)];
    }

    private static PlannedStep Step(Draft draft, int skip, int count, int fewest)
    {
        int images = skip == 0 ? 0 : StepBudget.Images(count, skip);
        return new(draft.Name, draft.Command, draft.Options, Math.Max(1, skip), images, draft.PerImage * images, skip > 0 ? null
            : $"no time: {fewest} images take about {Duration.Text(draft.PerImage * Math.Min(fewest, count))}; give a larger "
            + $"--budget")
        { Examines = draft.Examines };
    }
}
