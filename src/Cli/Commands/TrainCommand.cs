using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Train;

namespace Audit.Cli.Commands;

/// <summary>audit train: trains a defended model into a checkpoint.</summary>
public static class TrainCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var set = new TrainOptionSet();
        var arch = Choose.With("--arch", "cifar-resnet20", $"Network: {string.Join(", ", Architecture.Names)}, or a chain such as \"conv 16 4x4 s2 p1; relu; flatten; fc 10\"");
        var data = Choose.Needed<string>("--data", "Data set: cifar10:DIR, mnist:DIR or glyphs");
        var threads = Choose.Threads();
        var output = Choose.Needed<string>("--out", "Checkpoint to write (.safetensors); FILE.partial keeps each epoch and is continued").FileToWrite();
        var force = Choose.Flag("--force", "Replace a finished checkpoint, discard a partial one");
        var command = new Command("train", """
            Trains a defended model. A checkpoint is kept after each epoch; the same command continues after a stop.

            Example: audit train --data cifar10:DIR --arch cifar-resnet20 --sigma 0.25 --epochs 30 --out models/r20.safetensors
                     audit train --recipe pgd-at --data mnist:DIR --arch kw-small --epsilon 0.2 --epochs 10 --out models/pgd.safetensors
                     audit train --recipe ibp --data mnist:DIR --arch crown-ibp-2layer --epsilon 0.3 --epochs 60 --batch 256 --out models/ibp.safetensors
            """) { arch, data, threads, output, force };
        set.AddTo(command);
        command.SetAction(parse =>
        {
            var spec = DataSpec.Parse(parse.GetRequiredValue(data));
            string name = parse.GetRequiredValue(arch);
            var (options, teacher) = set.Read(parse, name, spec);
            Threads.Use(parse.GetValue(threads));
            return Run(spec, name, options, teacher, parse.GetRequiredValue(output), parse.GetValue(force));
        });
        return command;
    }

    private static int Run(DataSpec data, string arch, TrainOptions options, IClassifier? teacher, string path, bool force)
    {
        if (File.Exists(path) && !force)
            throw new UsageException($"{path} exists already; --force replaces it");
        var images = data.Load(Split.Train);
        var spec = new ArchitectureSpec(arch, new ImageShape(images.Channels, images.Height, images.Width), images.Classes.Count, ChannelStatistics.Of(images));
        if (teacher is not null && (teacher.InputShape != spec.Input || teacher.Classes != spec.Classes))
            throw new UsageException($"the teacher takes {teacher.InputShape} images and has {teacher.Classes} classes, {data} has {spec.Input} and {spec.Classes}");
        using var session = TrainingSession.Open(path, spec, options, images, force, teacher);
        using var stopping = new Stopping();
        var clock = Stopwatch.StartNew();
        long firstStep = (long)session.FinishedEpochs * (images.Count / options.BatchSize), lastStep = firstStep;
        Progress.Run("train", (long)options.Epochs * (images.Count / options.BatchSize), report =>
        {
            session.Run(p =>
            {
                lastStep = p.Step;
                string verified = p.Verified is { } v ? string.Create(CultureInfo.InvariantCulture, $" verified {v:F3}") : "";
                report(p.Step, string.Create(CultureInfo.InvariantCulture, $"epoch {p.Epoch + 1}/{options.Epochs} loss {p.Loss:F3} accuracy {p.Accuracy:F3}{verified}"));
            }, stopping.Token);
            return 0;
        });
        double speed = (lastStep - firstStep) * options.BatchSize / clock.Elapsed.TotalSeconds;
        System.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{path}: {options.Epochs} epochs, {speed:F0} images/s; {TrainReport.Of(session.Graph, data.Load(Split.Test), options)}"));
        return 0;
    }
}
