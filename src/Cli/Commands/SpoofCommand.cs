using System.CommandLine;
using Audit.Studies;

namespace Audit.Cli.Commands;

/// <summary>audit spoof: looks for certificates of wrong classes.</summary>
public static class SpoofCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create() => StudyCommand.Create("spoof", """
        Spoofs certificates with the Shadow Attack (Ghiasi et al. 2020): large, smooth, colour-preserving perturbations
        that a smoothed classifier, or a network with bounds on its margins, certifies for a wrong class. Records natural and
        spoofed certificates; stores the images.

        Example: audit spoof --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --preset cpu --skip 200 --out runs/s25
                 audit spoof --model net.onnx --data cifar10:DIR --certifier ibp --epsilon 8/255 --skip 20 --out runs/ibp8
        """, new SpoofForm());
}
