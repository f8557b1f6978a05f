using System.Diagnostics;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Review;
using Audit.Records.Runs;
using Audit.Studies.Driving;

namespace Audit.Studies.Reviewing;

/// <summary>Carries a review's plan out, step by step, and judges what came of it.</summary>
/// <param name="given">The words of the command.</param>
/// <param name="view">Where it shows itself.</param>
public sealed class Reviewer(Given given, IStudyView view)
{
    private readonly ReviewOptions options = given.Read(ReviewOptions.Settings, new());

    /// <summary>The plan of a folder: the one that is there, or a new one from measured speeds.</summary>
    /// <param name="folder">Folder of the review.</param>
    /// <exception cref="UsageException">The folder holds another review.</exception>
    public ReviewPlan Plan(string folder)
    {
        string asked = Asked();
        if (ReviewPlan.Read(folder) is { } there)
            return there.Asked == asked ? there : throw new UsageException(
                $"{folder} holds another review ({Shown.Text(there.Asked, 300)}): choose another --out");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"{folder} is neither empty nor a review: choose another --out");
        var plan = new ReviewPlanner(given, options, view).Plan(asked);
        if (!options.DryRun)
            plan.Write(folder);
        return plan;
    }

    /// <summary>Runs the steps that are not finished.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Folder of the review.</param>
    /// <returns>The steps that were not run to their end, and why.</returns>
    /// <exception cref="OperationCanceledException">The user stopped it; what is recorded is kept.</exception>
    public IReadOnlyList<LeftOut> Run(ReviewPlan plan, string folder)
    {
        var left = new List<LeftOut>();
        var clock = Stopwatch.StartNew();
        double? limit = options.Time is { } time ? Duration.Seconds(time) : null;
        PlannedStep[] planned = [.. plan.Steps.Where(s => s.LeftOut is null)];
        var whole = new ReviewClock([.. planned.Select(s => s.Seconds)]);
        foreach (var step in plan.Steps)
        {
            int at = Array.IndexOf(planned, step);
            double? remaining = limit - clock.Elapsed.TotalSeconds;
            if (step.LeftOut is { } reason)
                left.Add(new(step.Name, reason));
            else if (remaining <= 0)
                left.Add(new(step.Name, $"--time {options.Time} was over"));
            else if (Problem(step, folder, remaining, new ReviewView(view, whole, at, planned.Length, step.Name)) is { } problem)
                left.Add(new(step.Name, problem));
        }
        return left;
    }

    /// <summary>Runs one step.</summary>
    /// <returns>Why it did not come to its end; null where it did.</returns>
    private string? Problem(PlannedStep step, string folder, double? remaining, ReviewView shown)
    {
        string path = Path.Combine(folder, step.Name);
        try
        {
            var warnings = new List<string>();
            var words = Forms.Given(given, step, folder);
            var work = Forms.Of(step.Command).Open(words, warnings.Add);
            bool finished = new Driver(shown).Run(work,
                new RunRequest { Folder = path, Warnings = warnings, Words = words, Seconds = remaining });
            return finished ? null : Stopped();
        }
        catch (OperationCanceledException) when (remaining is not null)
        {
            return Stopped();
        }
        catch (InputException e)
        {
            return e.Message;
        }

        string Stopped() => remaining is null ? throw new OperationCanceledException()
            : $"stopped by --time {options.Time}; the same command continues";
    }

    /// <summary>The verdict on what a review's folder holds.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="left">Steps that were not run to their end.</param>
    public (ReviewVerdict Verdict, IReadOnlyList<StoredRun> Runs) Judge(ReviewPlan plan, string folder,
        IReadOnlyList<LeftOut> left)
    {
        StoredRun[] runs = [.. plan.Steps.Select(s => Path.Combine(folder, s.Name))
            .Where(path => File.Exists(Path.Combine(path, "manifest.json"))).Select(Records.Runs.Run.Read)];
        return (ReviewVerdict.Of(options.Claimed, runs, left), runs);
    }

    /// <summary>What was asked, as far as it can change the plan.</summary>
    private string Asked() => string.Join(' ', given.Words.Where(w => w.Key is not ("out" or "time" or "dry-run" or "threads"
        or "json")).OrderBy(w => w.Key, StringComparer.Ordinal)
        .Select(w => w.Value.Count == 0 ? $"--{w.Key}" : $"--{w.Key} {string.Join(' ', w.Value)}"));
}
