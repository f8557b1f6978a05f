using Audit.Networks.Architectures;

namespace Audit.Import;

/// <summary>Checkpoints of locuslab/smoothing (Cohen et al. 2019): Sequential(normalisation, network), of which the first stores
/// nothing.</summary>
/// <remarks>Source: code/architectures.py and code/datasets.py there. Names begin with "1." or "1.module."; "arch" names the
/// network.</remarks>
internal static class LocuslabSmoothing
{
    private static readonly Normalization Cifar10 = new([.4914f, .4822f, .4465f], [.2023f, .1994f, .2010f]);
    private static readonly Normalization ImageNet = new([.485f, .456f, .406f], [.229f, .224f, .225f]);

    /// <summary>The normalisation that such a checkpoint means, or null where it is none.</summary>
    public static Normalization? Normalization(NamedWeights weights) =>
        !weights.Wrapper.Split('.').Contains("1") ? null : weights.Arch switch
        {
            "cifar_resnet20" or "cifar_resnet110" => Cifar10,
            "resnet50" => ImageNet,
            _ => null,
        };
}
