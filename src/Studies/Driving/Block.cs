namespace Audit.Studies.Driving;

/// <summary>Items whose records are made together.</summary>
/// <param name="Indexes">The items, in order.</param>
/// <param name="Folder">The run's folder, for files beside the records.</param>
/// <param name="Report">Told how many of the items are done, in part or in whole, and a few words; may be left alone.</param>
/// <param name="Warn">Told what a reader of the results must not miss.</param>
/// <param name="Stop">Cancelled where the block is not to be finished; the work may then end in an exception, and nothing of the
/// block is recorded.</param>
public sealed record Block(IReadOnlyList<int> Indexes, string Folder, ReportProgress Report, Action<string> Warn,
    CancellationToken Stop);
