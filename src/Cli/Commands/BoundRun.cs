using Audit.Certify;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Networks.Graphs;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Tables;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit certify --method ibp, ...: certificates by bounds, recorded.</summary>
internal static class BoundRun
{
    /// <summary>Certifies the subject's images into a run folder and prints the summary.</summary>
    /// <returns>The exit status.</returns>
    public static int Certify(Subject subject, BoundOptions options, Shard shard, string folder, bool json)
    {
        var graph = subject.Model.Graph ?? throw new UsageException(
            $"--method {options.Method.Name()} needs the layers of the network, and {subject.ModelPath} shows none (a black box, or behind a defence): use --method smoothing");
        var certifier = new Certify.BoundCertifier(graph, options, subject.Classifier.Device);
        var indexes = shard.Select(subject.Indexes);
        BoundMethodOptionSet.Describe(options, subject.Question);
        var manifest = Provenance.Manifest("certify", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, certifier.Batch, subject.Threads));
        if (options.Method != BoundMethod.Ibp)
            SayWhatIsSplit(certifier, graph, options);
        bool finished;
        using (var stopping = new Stopping())
        using (var run = Run.OpenOrCreate(folder, manifest))
        {
            var blocks = new Blocks(subject, certifier, indexes);
            finished = Progress.Run($"certify {options.Method.Name()}", indexes.Count, report => Runner.Complete(run, indexes, index =>
            {
                var (label, certificate) = blocks.Of(index);
                return BoundRecord.From(index, label, certificate, options.Epsilon);
            }, (done, _) => report(done, "images"), stopping.Token));
        }
        Summary.Print(folder, VerifiedTable.Kind, json);
        return finished ? 0 : Errors.Interrupted;
    }

    private static void SayWhatIsSplit(Certify.BoundCertifier certifier, Graph graph, BoundOptions options)
    {
        int rows = certifier.RowsAtOnce;
        if (rows < graph.Classes - 1 || certifier.Batch == 1)
            System.Console.Error.WriteLine(FormattableString.Invariant($"backward passes take {rows} rows of {certifier.Batch} image(s) at once within {options.MemoryMiB} MiB; layers and margins with more are split (--bound-memory)"));
    }

    /// <summary>Certificates of whole blocks of images, at fixed places of the list: a resumed run computes the same blocks again.</summary>
    private sealed class Blocks(Subject subject, Certify.BoundCertifier certifier, IReadOnlyList<int> indexes)
    {
        private readonly Dictionary<int, int> places = indexes.Select((index, place) => (index, place)).ToDictionary(p => p.index, p => p.place);
        private IReadOnlyList<Certificate> block = [];
        private int first = -1;

        public (int Label, Certificate Certificate) Of(int index)
        {
            int place = places[index], start = place / certifier.Batch * certifier.Batch;
            if (start != first)
            {
                using var scope = NewDisposeScope();
                int count = Math.Min(certifier.Batch, indexes.Count - start);
                block = certifier.Certify(stack([.. Enumerable.Range(start, count).Select(p => subject.Image(indexes[p]))]));
                first = start;
            }
            return (subject.Images.Label(index), block[place - start]);
        }
    }
}
