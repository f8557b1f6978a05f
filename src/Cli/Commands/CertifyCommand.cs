using Audit.Certify;
using Audit.Cli.Console;
using Audit.Cli.Options;
using Audit.Records.Runs;
using Audit.Records.Tables;
using System.CommandLine;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit certify: a certificate for each image, recorded.</summary>
public static class CertifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new SubjectOptions();
        var smoothing = new SmoothingOptionSet(defaultN: 100_000);
        var shard = Choose.With("--shard", "1/1", "Do only part i of n (1-based); join the parts with merge");
        var output = Choose.RunFolder();
        var json = Choose.Json();
        var command = new Command("certify", """
            Certifies a smoothed classifier (Cohen et al. 2019): class and L2 radius of each image, or an abstention.

            Example: audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --n 10000 --skip 20 --out runs/c25
            """) { output, shard, json };
        subject.AddTo(command);
        smoothing.AddTo(command);
        command.SetAction(parse =>
        {
            var (options, batch) = smoothing.Read(parse);
            var part = Shard.Parse(parse.GetRequiredValue(shard));
            var loaded = subject.Load(parse);
            loaded.WarnOfSigma(options.Sigma);
            bool finished = Run(loaded, options, batch, part, parse.GetRequiredValue(output));
            Summary.Print(parse.GetRequiredValue(output), CertifiedAccuracyTable.Kind, parse.GetValue(json));
            return finished ? 0 : Errors.Interrupted;
        });
        return command;
    }

    /// <summary>Certifies the subject's images into a run folder.</summary>
    /// <returns>False where it was stopped before the end.</returns>
    public static bool Run(Subject subject, SmoothingOptions options, int batch, Shard shard, string folder)
    {
        var indexes = shard.Select(subject.Indexes);
        SmoothingOptionSet.Describe(options, subject.Question);
        var manifest = Provenance.Manifest("certify", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, batch, subject.Threads));
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        var smoother = new Smoothing(subject.Classifier, options, batch, subject.Threads);
        return Progress.Run("certify", indexes.Count, report => Runner.Complete(run, indexes, index =>
        {
            using var scope = NewDisposeScope();
            return CertifyRecord.From(index, subject.Images.Label(index), smoother.Certify(subject.Image(index), index, subject.Rng));
        }, (done, _) => report(done, "images"), stopping.Token));
    }
}
