using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Audit.Cli.Console;
using Audit.Cli.Options;
using Audit.Models.Architectures;
using Audit.Models.Data;
using Audit.Models.Graphs;
using Audit.Models.Inference;
using Audit.Models.Noise;
using Audit.Train;

namespace Audit.Cli.Commands;

/// <summary>audit train: trains a defended model into a checkpoint.</summary>
public static class TrainCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var start = new TrainOptions();
        var recipe = Choose.With("--recipe", start.Recipe, "gaussian: cross entropy on images with Gaussian noise (Cohen et al. 2019)");
        recipe.AcceptOnlyFromAmong("gaussian");
        var arch = Choose.With("--arch", "cifar-resnet20", $"Network: {string.Join(", ", Architecture.Names)}");
        var data = Choose.Needed<string>("--data", "Data set: cifar10:DIR, mnist:DIR or glyphs");
        var sigma = Choose.With("--sigma", start.Sigma, "Standard deviation of the training noise, pixel units");
        var epochs = Choose.With("--epochs", start.Epochs, "Passes over the training set");
        var batch = Choose.With("--batch", start.BatchSize, "Images a step");
        var rate = new Option<double?>("--learning-rate") { Description = "Largest learning rate [default: 0.2 for the ResNets, 0.05 else]" };
        var decay = Choose.With("--weight-decay", start.WeightDecay, "L2 penalty of weights");
        var flip = new Option<bool?>("--flip") { Description = "Flip images at random [default: true for cifar10]" };
        var crop = new Option<int?>("--crop") { Description = "Padding of random crops, pixels [default: 4 for cifar10, 2 else]" };
        var precision = Choose.With("--precision", "float32", "float32, or bfloat16 for the convolutions (faster on CPUs with AVX512-BF16 or AMX)");
        precision.AcceptOnlyFromAmong("float32", "bfloat16");
        var seed = Choose.With("--seed", 0ul, "Seed of weights, order, augmentation and noise");
        var threads = Choose.Threads();
        var output = Choose.Needed<string>("--out", "Checkpoint to write (.safetensors); FILE.partial keeps each epoch and is continued");
        var force = new Option<bool>("--force") { Description = "Replace a finished checkpoint, discard a partial one" };
        var command = new Command("train", """
            Trains a model that can be certified. A checkpoint is kept after each epoch; the same command continues after a stop.

            Example: audit train --data cifar10:DIR --arch cifar-resnet20 --sigma 0.25 --epochs 30 --out models/r20.safetensors
            """) { recipe, arch, data, sigma, epochs, batch, rate, decay, flip, crop, precision, seed, threads, output, force };
        command.SetAction(parse =>
        {
            var spec = DataSpec.Parse(parse.GetRequiredValue(data));
            bool natural = spec.Scheme == "cifar10";
            bool residual = parse.GetRequiredValue(arch).StartsWith("cifar-resnet", StringComparison.Ordinal);
            var options = new TrainOptions
            {
                Recipe = parse.GetRequiredValue(recipe),
                Sigma = parse.GetValue(sigma),
                Epochs = parse.GetValue(epochs),
                BatchSize = parse.GetValue(batch),
                LearningRate = parse.GetValue(rate) ?? (residual ? start.LearningRate : 0.05),
                WeightDecay = parse.GetValue(decay),
                Flip = parse.GetValue(flip) ?? natural,
                Crop = parse.GetValue(crop) ?? (natural ? 4 : 2),
                Precision = parse.GetValue(precision) == "bfloat16" ? TrainPrecision.BFloat16 : TrainPrecision.Float32,
                Seed = parse.GetValue(seed),
            };
            if (options.Validate().FirstOrDefault() is { } problem)
                throw new UsageException(problem);
            if (parse.GetValue(threads) > 0)
                TorchSharp.torch.set_num_threads(parse.GetValue(threads));
            return Run(spec, parse.GetRequiredValue(arch), options, parse.GetRequiredValue(output), parse.GetValue(force));
        });
        return command;
    }

    private static int Run(DataSpec data, string arch, TrainOptions options, string path, bool force)
    {
        if (File.Exists(path) && !force)
            throw new UsageException($"{path} exists already; --force replaces it");
        var images = data.Load(Split.Train);
        var spec = new ArchitectureSpec(arch, new ImageShape(images.Channels, images.Height, images.Width), images.Classes.Count, ChannelStatistics.Of(images));
        using var session = TrainingSession.Open(path, spec, options, images, force);
        using var stopping = new Stopping();
        var clock = Stopwatch.StartNew();
        long firstStep = (long)session.FinishedEpochs * (images.Count / options.BatchSize), lastStep = firstStep;
        Progress.Run("train", (long)options.Epochs * (images.Count / options.BatchSize), report =>
        {
            session.Run(p =>
            {
                lastStep = p.Step;
                report(p.Step, string.Create(CultureInfo.InvariantCulture, $"epoch {p.Epoch + 1}/{options.Epochs} loss {p.Loss:F3} accuracy {p.Accuracy:F3}"));
            }, stopping.Token);
            return 0;
        });
        double speed = (lastStep - firstStep) * options.BatchSize / clock.Elapsed.TotalSeconds;
        var test = data.Load(Split.Test);
        var classifier = new GraphClassifier(session.Graph);
        double clean = Accuracy.Count(classifier, test) / (double)test.Count;
        double noisy = Accuracy.CountUnderNoise(classifier, test, options.Sigma, new Rng(options.Seed)) / (double)test.Count;
        System.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{path}: {options.Epochs} epochs, {speed:F0} images/s; test accuracy {clean:F4} clean, {noisy:F4} under noise of sigma {options.Sigma}"));
        return 0;
    }
}
