using Audit.Inputs;
using Audit.Records.Runs;
using Audit.Studies.Driving;
using Audit.Studies.Reviewing;

namespace Audit.Studies.Repeating;

/// <summary>Repeats runs from their own record and compares what comes with what was recorded.</summary>
/// <param name="view">Where it shows itself.</param>
public sealed class Repetition(IStudyView view)
{
    private static readonly string[] Surroundings = ["commit", "libtorch"], Machine = ["device", "engine", "threads"];

    /// <summary>Repeats a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Folder that takes the repeated records; where it holds some of them, these are continued.</param>
    /// <param name="most">Repeat at most this many of its records, to the end of a block; null for all.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RepeatedRun Repeat(RecordedRun run, string folder, int? most = null)
    {
        try
        {
            var manifest = run.Manifest;
            var form = Forms.Find(manifest.Command) ?? throw new UsageException(
                $"runs of {Shown.Text(manifest.Command)} are not repeated: certify, spoof, attack and diagnose are");
            var warnings = new List<string>();
            var words = RecordedWords.Of(manifest, form);
            var work = form.Open(words, warnings.Add);
            var request = new RunRequest
            {
                Folder = folder,
                Shard = manifest.Shard is { } shard ? Shard.Parse(shard) : Shard.Whole,
                Warnings = warnings,
                Words = words,
                Most = Math.Min(most ?? int.MaxValue, run.Indexes.Count),
            };
            var now = Provenance.Manifest(work, manifest.Items ?? run.Indexes.Count, request);
            if (run.Differences(now) is { Count: > 0 } differences)
                throw new UsageException($"it asks another question now: {string.Join("; ", differences)}");
            if (run.Indexes.Count > 0 && !new Driver(view).Run(work, request))
                throw new OperationCanceledException();
            var repeated = run.Indexes.Count > 0 ? Run.Read(folder).Records : [];
            int compared = Math.Min(repeated.Count, run.Indexes.Count);
            return new(run.Name, manifest.Key, compared, run.Indexes.Count,
                [.. Enumerable.Range(0, compared).Select(i => (run.Indexes[i], Fields: run.Difference(i, repeated[i])))
                    .Where(d => d.Fields is not null).Select(d => (d.Item1, d.Fields!))], null, Elsewhere(manifest, now));
        }
        catch (InputException e)
        {
            return new(run.Name, run.Manifest.Key, 0, run.Indexes.Count, [], e.Message, []);
        }
    }

    private static IReadOnlyList<string> Elsewhere(Manifest then, Manifest now) =>
        [.. Surroundings.Select(name => (name, Then: then.Versions[name]?.ToString(), Now: now.Versions[name]?.ToString()))
            .Concat(Machine.Select(name => (name, Then: then.How[name]?.ToString(), Now: now.How[name]?.ToString())))
            .Where(p => p.Then != p.Now).Select(p => $"{p.name} {Shown.Text(p.Then ?? "unknown")}, now {p.Now ?? "unknown"}")];
}
