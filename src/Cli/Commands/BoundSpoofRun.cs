using System.Text.Json.Nodes;
using Audit.Cli.Terminal;
using Audit.Cli.Options;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit spoof --certifier ibp or crown-ibp: attacks images, many at once, into a run folder.</summary>
public static class BoundSpoofRun
{
    /// <summary>Images attacked at once where --batch is auto: a stop loses the work on so many.</summary>
    private const int Auto = 2 * BoundSpoofSearch.Block;

    /// <returns>False where it was stopped before the end.</returns>
    public static bool Run(Subject subject, BoundCertifier certifier, BoundShadowOptions options, int batch, Shard shard, string folder)
    {
        certifier.Check(subject);
        if (options.StepSize >= options.StepLimit(subject.Classifier.InputShape.Channels))
            Errors.Warn(FormattableString.Invariant($"steps of {options.StepSize} overshoot the total variation penalty: the changes will not be smooth; take a --step-size below {options.StepLimit(subject.Classifier.InputShape.Channels):G3} or a smaller --lambda-tv"));
        var indexes = shard.Select(subject.Indexes);
        certifier.Describe(subject.Question);
        ShadowOptionSet.Describe(options, subject.Question);
        subject.Question["class_names"] = new JsonArray([.. subject.Images.Classes.Select(c => (JsonNode)c)]);
        var manifest = Provenance.Manifest("spoof", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, batch, subject.Threads));
        var graph = subject.Model.Graph!;
        var device = subject.Classifier.Device;
        var search = new BoundSpoofSearch(new MarginBounds(graph, certifier.Kind, certifier.Epsilon, certifier.Clip, device),
            new BoundReferee(graph, certifier.Kind, certifier.Epsilon, certifier.Clip, device), options);
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        using var scope = NewDisposeScope();
        return Progress.Run("spoof", indexes.Count, report =>
        {
            int spoofed = run.Records.OfType<BoundSpoofRecord>().Count(r => r.Spoofed);
            var ahead = new Ahead<(Original Original, BoundSpoof Spoof)>(indexes, batch == 0 ? Auto : batch, some =>
            {
                Original[] originals = [.. some.Select(i => new Original(subject.Image(i), subject.Images.Label(i), i))];
                int before = run.Records.Count;
                var found = search.Run(originals, subject.Rng, settled => report(before + settled, $"images settled, {spoofed + settled} spoofed"), stopping.Token);
                return [.. originals.Zip(found)];
            });
            return Runner.Complete(run, indexes, index =>
            {
                var (original, spoof) = ahead.Take(index);
                var record = Record(folder, certifier, original, spoof);
                original.X.Dispose();
                spoof.Image.Dispose();
                spoofed += record.Spoofed ? 1 : 0;
                if (record.Contradiction)
                    Errors.Warn(FormattableString.Invariant($"CONTRADICTION at image {index}: two certificates of different classes overlap (Linf distance {record.Linf}, epsilon {record.Epsilon}): one of them is false"));
                return record;
            }, (done, _) => report(done, $"images, {spoofed} spoofed"), stopping.Token);
        });
    }

    private static BoundSpoofRecord Record(string folder, BoundCertifier certifier, Original original, BoundSpoof spoof) => BoundSpoofRecord.From(
        original.Index, original.Label, new Region(Norm.Linf, certifier.Epsilon, Closed: true), certifier.Clip,
        spoof.Natural, spoof.Target, spoof.Final, spoof.Distances, SpoofPictures.Write(folder, original.Index, original.X, spoof.Image));
}
