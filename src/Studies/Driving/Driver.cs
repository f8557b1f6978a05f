using System.Globalization;
using Audit.Networks.Probing;
using Audit.Records.Runs;

namespace Audit.Studies.Driving;

/// <summary>Runs studies of every kind: shards, blocks, resuming, progress, and stopping where nothing is lost.</summary>
/// <param name="view">Where they show themselves.</param>
public sealed class Driver(IStudyView view)
{
    /// <summary>Runs a study into its folder, from where the folder ends.</summary>
    /// <returns>False where it was stopped before the end.</returns>
    /// <exception cref="RunConflictException">The folder holds another run.</exception>
    /// <exception cref="UnrepeatableException">Votes did not repeat; the folder is marked.</exception>
    /// <exception cref="OperationCanceledException">It was stopped within a block, of which nothing is kept.</exception>
    public bool Run(StudyWork work, RunRequest request)
    {
        var indexes = request.Shard.Select(work.Indexes);
        if (request.Most is { } most)
            indexes = [.. indexes.Take((most + work.BlockSize - 1) / work.BlockSize * work.BlockSize)];
        Run? open = null;
        string Kept() => string.Create(CultureInfo.InvariantCulture,
            $"{open?.Records.Count ?? 0} of {indexes.Count} records are in {request.Folder}");
        bool finished = Watch(work.Title, indexes.Count, Kept, request.Seconds, (report, stop) =>
        {
            using var run = open = Records.Runs.Run.OpenOrCreate(request.Folder,
                Provenance.Manifest(work, indexes.Count, request), work.BytesPerItem);
            var blocks = new Blocks(work, indexes, run, report, view.Warn, stop);
            try
            {
                bool all = Recounted.Run(run, work.Recounts, () => Runner.Complete(run, indexes, blocks.Next, (done, _) =>
                    report(done, blocks.Summary), stop, work.Label, () => blocks.IsReady));
                if (all)
                    work.Finish(run.Directory, run.Records);
                return all;
            }
            catch (OperationCanceledException)
            {
                view.Note($"stopped: {Kept()}");
                throw;
            }
        });
        if (!finished)
            view.Note($"stopped: {Kept()}; the same command continues");
        return finished;
    }

    /// <summary>Does any work that shows its progress and can be stopped.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="work">The work: told where to report, and when to stop.</param>
    public T Watch<T>(string title, double total, Func<ReportProgress, CancellationToken, T> work) =>
        Watch(title, total, () => "what is done is kept", null, work);

    private T Watch<T>(string title, double total, Func<string> kept, double? seconds,
        Func<ReportProgress, CancellationToken, T> work)
    {
        using var stopping = new Stopping(view.Note, kept, seconds);
        return view.Show(title, total, report =>
        {
            // A block tells how far it is before its records are written one by one: progress never goes back.
            double most = 0;
            return work((done, detail) => report(most = Math.Max(most, done), detail), stopping.Token);
        });
    }
}
