using System.CommandLine;
using System.Diagnostics;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Import;
using Audit.Inputs.Settings;
using Audit.Noise;
using Audit.Studies.Subjects;

namespace Audit.Cli.Commands;

/// <summary>audit inspect: what a model is, what can be done with it, and what to beware of.</summary>
public static class InspectCommand
{
    private static readonly IReadOnlyList<Setting<SubjectOptions>> Settings =
    [
        SubjectOptions.DataSetting with { Help =
            $"Data set to measure clean accuracy on: {string.Join(", ", DataSource.Known.Select(d => d.Usage))}",
            IsNeeded = false },
        SubjectOptions.DeviceSetting,
        .. LoadOptions.Settings.Within<SubjectOptions, LoadOptions>(o => o.Load, (o, v) => o with { Load = v }),
        SubjectOptions.DefenceSetting,
    ];

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("model")
        {
            Description =
            "Model file: ONNX, PyTorch checkpoint, safetensors, TorchScript or TorchSharp's .dat"
        }.ExistingFile("model file");
        var json = Choose.Flag("--json", "Print the result as JSON on stdout");
        var layers = Choose.Flag("--layers", "Show the layers first, and which method has rules for which op");
        var command = new Command("inspect", """
            Shows a model: kind, input, parameters, which certifiers and attacks apply, accuracy, warnings.

            Example: audit inspect resnet20.th --mean .485,.456,.406 --std .229,.224,.225 --data cifar10:DIR
            """) { model, json, layers };
        var options = new Form(command, Offer.Of(Settings, new()));
        command.SetAction(parse =>
        {
            Threads.Use(0);
            var clock = Stopwatch.StartNew();
            var asked = options.Read(parse).Read(Settings, new());
            var loaded = ModelLoader.Load(parse.GetRequiredValue(model), asked.Load)
                .Behind(asked.Defences, new Rng(0).Derive("defence"));
            double seconds = clock.Elapsed.TotalSeconds;
            var accuracy = asked.Data is { } data ? Measure(loaded, data, asked.Device) : null;
            var inspection = new Inspection(loaded, seconds, accuracy);
            System.Console.Out.WriteLine(parse.GetValue(json) ? inspection.Json() : inspection.Text(parse.GetValue(layers)));
            foreach (string warning in loaded.Warnings)
                Errors.Warn(warning);
            return 0;
        });
        return command;
    }

    private static MeasuredAccuracy Measure(LoadedModel model, DataSpec spec, string device)
    {
        var classifier = model.Classifier(Devices.Parse(device, Errors.Warn));
        var images = spec.Load(Split.Test).For(classifier.Classes);
        var input = classifier.InputShape;
        if ((images.Channels, images.Height, images.Width) != (input.Channels, input.Height, input.Width))
            throw new UsageException(
                $"{model.Path} takes {input} images, {spec} has {images.Channels}x{images.Height}x{images.Width}");
        if (images.Classes.Count > classifier.Classes)
            throw new UsageException($"{model.Path} has {classifier.Classes} classes, {spec} has {images.Classes.Count}");
        return Progress.Run("accuracy", images.Count, report =>
            new MeasuredAccuracy($"{spec}", Accuracy.Count(classifier, images, done => report(done, "images")), images.Count));
    }
}
