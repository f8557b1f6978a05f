namespace Audit.Studies.Experiments;

/// <summary>A run of an experiment, with everything filled in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">Its command.</param>
/// <param name="Result">Its run folder; of train, the checkpoint.</param>
/// <param name="Line">The words of its command line.</param>
public sealed record PlannedRun(string Name, string Command, string Result, IReadOnlyList<string> Line)
{
    /// <summary>Whether its result says that it is finished.</summary>
    public bool IsDone => Command switch
    {
        "train" => File.Exists(Result),
        "review" => File.Exists(Path.Combine(Result, "report.html")),
        _ => File.Exists(Path.Combine(Result, "done.json")),
    };
}
