using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Studies;
using Audit.Studies.Driving;

namespace Audit.Cli.Commands;

/// <summary>audit train: trains a defended model into a checkpoint.</summary>
public static class TrainCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("train", """
            Trains a defended model. A checkpoint is kept after each epoch; the same command continues after a stop.

            Example: audit train --data cifar10:DIR --arch cifar-resnet20 --sigma 0.25 --epochs 30 --out models/r20.safetensors
                     audit train --recipe pgd-at --data mnist:DIR --arch kw-small --epsilon 0.2 --epochs 10 --out models/pgd.safetensors
                     audit train --recipe ibp --data mnist:DIR --arch crown-ibp-2layer --epsilon 0.3 --epochs 60 --batch 256 --out models/ibp.safetensors
            """);
        var options = new Form(command, TrainForm.Options);
        command.SetAction(parse =>
        {
            System.Console.Out.WriteLine(TrainForm.Open(options.Read(parse)).Run(new Driver(new TerminalView())));
            return 0;
        });
        return command;
    }
}
