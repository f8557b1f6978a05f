using System.CommandLine;
using Audit.Studies;

namespace Audit.Cli.Commands;

/// <summary>audit certify: a certificate for each image, recorded.</summary>
public static class CertifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create() => StudyCommand.Create("certify", """
        Certifies each image: by default the smoothed classifier (Cohen et al. 2019), class and L2 radius or an abstention.
        --decide answers "certified at R?" with as few samples as each image needs.
        --method ibp, fast-lin, crown-ibp, crown or alpha-crown: certifies the network itself, by bounds on its margins over an L-infinity
        or L2 ball of --epsilon, or over the largest that --radius finds.
        --method complete: branch and bound: certified, violated by a counterexample, or undecided after --timeout.

        Example: audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --n 10000 --skip 20 --out runs/c25
                 audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --skip 20 --decide 0.25,0.5 --out runs/d25
                 audit certify --model mnist_cnn_small.pth --data mnist:DIR --method ibp --epsilon 0.3 --arithmetic sound --out runs/ibp
                 audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --skip 20 --precision mixed --out runs/m25
        """, new CertifyForm());
}
