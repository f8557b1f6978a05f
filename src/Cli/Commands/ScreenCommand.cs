using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Import;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Tables;
using Audit.Studies.Screening;
using Audit.Studies.Subjects;

namespace Audit.Cli.Commands;

/// <summary>audit screen: can a deployer tell spoofed certificates from natural ones?</summary>
public static class ScreenCommand
{
    private static readonly IReadOnlyList<Setting<SubjectOptions>> Settings =
    [
        SubjectOptions.DeviceSetting, SubjectOptions.ThreadsSetting,
        .. LoadOptions.Settings.Within<SubjectOptions, LoadOptions>(o => o.Load, (o, v) => o with { Load = v }),
    ];

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var run = new Argument<string[]>("run")
        {
            Description = "Run of spoof whose attacker knows of no detector",
            Arity = ArgumentArity.OneOrMore
        }.ExistingRuns();
        var model = Choose.Needed("--model", "Model file of the runs");
        var adaptive = new Option<string[]>("--adaptive")
        {
            Description = "Runs of spoof whose attacker knows the detectors, such as with --evade all",
            AllowMultipleArgumentsPerToken = true
        };
        var format = Choose.With("--format", "md", "md, latex, csv or json");
        format.OneOf([.. TableFormat.Names]);
        var command = new Command("screen", """
            Scores natural and spoofed images with detectors of spoofed certificates: how well they are told apart,
                and what is left of
            that where the attacker knows the detector (docs/deploying.md).

            Example: audit screen runs/s25 --model models/cifar10-resnet20-sigma0.25.safetensors --adaptive runs/s25-evade
            """) { run, model, adaptive, format };
        var options = new Form(command, Offer.Of(Settings, new()));
        command.SetAction(parse =>
        {
            var asked = options.Read(parse).Read(Settings, new());
            string[] folders = parse.GetRequiredValue(run);
            if (folders.Length > 1)
                throw new UsageException($"screen takes one run, got {folders.Length}: give the others as --adaptive");
            Threads.Use(asked.Threads);
            var loaded = ModelLoader.Load(parse.GetRequiredValue(model), asked.Load);
            var table = ScreenTable.Of(StoredRuns.Read(folders[0]),
                [.. (parse.GetValue(adaptive) ?? []).Select(StoredRuns.Read)],
                loaded.Classifier(Devices.Parse(asked.Device, Errors.Warn)), loaded.Sha256, asked.Threads);
            System.Console.Out.WriteLine(TableFormat.Render(table, parse.GetRequiredValue(format)).TrimEnd());
            return 0;
        });
        return command;
    }
}
