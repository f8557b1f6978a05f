using System.Globalization;
using Audit.Records.Diagnosis;
using Audit.Records.Runs;

namespace Audit.Records.Review;

/// <summary>Whether gradients lead attacks where they should: what an attack's failure is worth.</summary>
public static class GradientClause
{
    /// <summary>Name of the clause.</summary>
    public const string ClauseName = "gradient";

    private const string Name = ClauseName, Question = "Is its gradient honest?";

    /// <summary>The clause: refuted where a diagnosis fails, held only where a finished one with enough images passes.</summary>
    /// <param name="runs">The runs.</param>
    public static Clause Of(VictimRuns runs)
    {
        var results = runs.Diagnoses.Select(DiagnosisResult.Of).ToList();
        if (results.Count == 0)
            return new(Name, Question, Standing.NotRun, "No diagnosis was run.");
        // What not even an honest model could pass counts as not looked at.
        Standing[] standings = [.. results.Select(Of)];
        var standing = standings.Contains(Standing.Refuted) ? Standing.Refuted
            : standings.All(s => s == Standing.NotRun) ? Standing.NotRun
            : standings.All(s => s == Standing.Held) ? Standing.Held : Standing.Undecided;
        return new(Name, Question, standing, string.Join(" ", results.Select(Text)));
    }

    private static Standing Of(DiagnosisResult d) => d.Evidence.Probed == 0 ? Standing.NotRun
        : d.Verdict == CheckVerdict.Fail ? Standing.Refuted
        : d.Verdict == CheckVerdict.Pass && d.Evidence.Run.Missing == 0 && d.Evidence.Probed >= DiagnosisResult.FewestImages
            ? Standing.Held : Standing.Undecided;

    private static string Text(DiagnosisResult d)
    {
        string images = string.Create(CultureInfo.InvariantCulture, $"({d.Evidence.Probed} images)");
        string found = string.Join("; ", d.Findings.Select(f => $"{f.Name}: {f.Measured}"));
        return Of(d) switch
        {
            Standing.Refuted => $"No: {found} {images}.",
            Standing.Held => $"No sign of obfuscated gradients in five checks and the indicators {images}.",
            Standing.NotRun => "Not run: no image is classified correctly.",
            _ => $"Inconclusive {images}: {(found.Length > 0 ? found : "the diagnosis is unfinished")}.",
        };
    }
}
