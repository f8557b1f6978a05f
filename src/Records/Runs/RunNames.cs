using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Records.Runs.RunNames>;

namespace Audit.Records.Runs;

/// <summary>What a reader calls runs in tables and figures, instead of their folders.</summary>
public sealed record RunNames
{
    /// <summary>RUN=TEXT, RUN a folder or its last part.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The option as users give it.</summary>
    public static IReadOnlyList<Setting<RunNames>> Settings { get; } =
    [
        Declare.Texts("name", "RUN=TEXT: what to call a run; give it again for others", o => o.Names,
            (o, v) => o with { Names = [.. v.Select(Checked)] }, "a run and its name, such as c25=\"Cohen, 0.25\""),
    ];

    /// <summary>The runs under their names.</summary>
    /// <exception cref="UsageException">A name is for none of the runs.</exception>
    public IReadOnlyList<StoredRun> Name(IReadOnlyList<StoredRun> runs)
    {
        StoredRun[] named = [.. runs];
        foreach (string name in Names)
        {
            string run = name[..name.IndexOf('=', StringComparison.Ordinal)];
            int[] at = [.. Enumerable.Range(0, runs.Count).Where(i => IsCalled(runs[i], run))];
            if (at.Length != 1)
                throw new UsageException($"--name {Shown.Name(run)} is for {at.Length} of the runs "
                    + string.Join(", ", runs.Select(r => Shown.Name(r.Directory))));
            named[at[0]] = runs[at[0]] with { Name = name[(run.Length + 1)..] };
        }
        return named;
    }

    private static bool IsCalled(StoredRun run, string name) => run.Name == name
        || Path.TrimEndingDirectorySeparator(run.Directory) == Path.TrimEndingDirectorySeparator(name);

    private static string Checked(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        && !string.IsNullOrWhiteSpace(text[(at + 1)..]) ? text
        : throw new UsageException($"--name must be RUN=TEXT, got {Shown.Name(text)}");
}
