using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Driving.RunRequest>;

namespace Audit.Studies.Driving;

/// <summary>Where a run goes, and which part of it is done.</summary>
public sealed record RunRequest
{
    /// <summary>Folder of the run.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The part of the items.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Whether the summary is printed for programs.</summary>
    public bool Json { get; init; }

    /// <summary>What was warned of while the study was loaded; kept in the manifest.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Seconds after which it stops as if it had been asked to; null for none.</summary>
    public double? Seconds { get; init; }

    /// <summary>The words that made the study, kept in the manifest so that it can be repeated; null for none.</summary>
    public Given? Words { get; init; }

    /// <summary>Do at most this many items, to the end of a block; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>--out.</summary>
    public static Setting<RunRequest> FolderSetting { get; } =
        Declare.FolderToWrite("out", "Run folder; an unfinished run resumes", o => o.Folder, (o, v) =>
            o with { Folder = v }) with
        { IsNeeded = true };

    /// <summary>The options as users give them; none changes an answer.</summary>
    public static IReadOnlyList<Setting<RunRequest>> Settings { get; } =
    [
        FolderSetting,
        Declare.Text("shard", "Do only part i of n (1-based); join the parts with merge", o => o.Shard.ToString(), (o, v) =>
            o with { Shard = Shard.Parse(v) }, "i/n"),
        Declare.Flag("json", "Print the result as JSON on stdout", o => o.Json, o => o with { Json = true }),
    ];
}
