using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Networks.Probing;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit spoof: looks for certificates of wrong classes.</summary>
public static class SpoofCommand
{
    /// <summary>Estimation samples of preset cpu: a ceiling of 2.46 sigma at alpha = 0.001.</summary>
    public const long CpuN = 1000;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new SubjectOptions();
        var smoothing = new SmoothingOptionSet(defaultN: 100_000, needed: false);
        var bounds = new BoundCertifierOptions();
        var shadow = new ShadowOptionSet();
        var precision = new PrecisionOption(mixing: false);
        var shard = Choose.With("--shard", "1/1", "Do only part i of n (1-based); join the parts with merge");
        var output = Choose.RunFolder();
        var json = Choose.Json();
        var command = new Command("spoof", """
            Spoofs certificates with the Shadow Attack (Ghiasi et al. 2020): smooth, grey, large perturbations that a smoothed
            classifier, or a network with bounds on its margins, certifies for a wrong class. Records natural and spoofed certificates;
            stores the images.

            Example: audit spoof --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --preset cpu --skip 200 --out runs/s25
                     audit spoof --model net.onnx --data cifar10:DIR --certifier ibp --epsilon 8/255 --skip 20 --out runs/ibp8
            """) { output, shard, json };
        subject.AddTo(command);
        bounds.AddTo(command);
        smoothing.AddTo(command);
        shadow.AddTo(command);
        precision.AddTo(command);
        command.SetAction(parse =>
        {
            var part = Shard.Parse(parse.GetRequiredValue(shard));
            if (bounds.Read(parse, shadow, smoothing, precision) is { } certifier)
            {
                var climb = shadow.ReadBounds(parse);
                bool done = BoundSpoofRun.Run(subject.Load(parse, precision.Read(parse)), certifier, climb, smoothing.Batch(parse), part, parse.GetRequiredValue(output));
                Summary.Print(parse.GetRequiredValue(output), RobustErrorTable.Kind, parse.GetValue(json));
                return done ? 0 : Errors.Interrupted;
            }
            var (attack, presetN) = shadow.Read(parse);
            var (options, batch) = smoothing.Read(parse, presetN);
            var loaded = subject.Load(parse, precision.Read(parse));
            loaded.WarnOfSigma(options.Sigma);
            bool finished = Run(loaded, options, attack, batch, part, parse.GetRequiredValue(output));
            Summary.Print(parse.GetRequiredValue(output), SpoofedRadiusTable.Kind, parse.GetValue(json));
            return finished ? 0 : Errors.Interrupted;
        });
        return command;
    }

    /// <summary>Attacks the subject's images into a run folder.</summary>
    /// <returns>False where it was stopped before the end.</returns>
    public static bool Run(Subject subject, SmoothingOptions options, ShadowOptions attack, int batch, Shard shard, string folder)
    {
        var indexes = shard.Select(subject.Indexes);
        SmoothingOptionSet.Describe(options, subject.Question);
        ShadowOptionSet.Describe(attack, subject.Question);
        subject.Question["class_names"] = new JsonArray([.. subject.Images.Classes.Select(c => (JsonNode)c)]);
        var probe = SubjectProbe.Demand(subject, subject.Classifier, options.Model, subject.Precision);
        var manifest = Provenance.Manifest("spoof", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, batch, subject.Threads, probe));
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        var recount = new Recount(subject.Classifier, subject.Rng, ProbeOptions.For(subject.Precision));
        var search = new SpoofSearch(subject.Classifier, options, attack, batch, subject.Threads, recount);
        int spoofed = run.Records.OfType<SpoofRecord>().Count(r => r.Spoofed);
        return Recounted.Run(run, [recount], () => Progress.Run("spoof", indexes.Count, report => Runner.Complete(run, indexes, index =>
        {
            using var scope = NewDisposeScope();
            var clean = subject.Image(index);
            int label = subject.Images.Label(index);
            var spoof = search.Run(clean, label, index, subject.Rng);
            var images = SpoofPictures.Write(folder, index, clean, spoof.Image);
            var record = SpoofRecord.From(index, label, spoof.Natural, spoof.Target, spoof.Final, spoof.Distances, images);
            spoofed += record.Spoofed ? 1 : 0;
            if (record.Contradiction)
            {
                Errors.Warn(FormattableString.Invariant($"""
                    CONTRADICTION at image {index}: two certificates of different classes overlap (distance {record.L2}, radii {record.Natural.Radius} and {record.Spoof.Radius}): one of them is false
                    """));
            }
            return record;
        }, (done, _) => report(done, $"images, {spoofed} spoofed"), stopping.Token)));
    }
}
