namespace Audit.Networks.Architectures;

/// <summary>How an implementation of residual networks names its shortcut and its last layer.</summary>
/// <param name="Shortcut">Prefix of the shortcut's convolution (.0) and norm (.1).</param>
/// <param name="Linear">Name of the last layer.</param>
public sealed record ResidualNames(string Shortcut, string Linear)
{
    /// <summary>torchvision, and the networks of Cohen et al. 2019.</summary>
    public static readonly ResidualNames Torchvision = new("downsample", "fc");

    /// <summary>kuangliu/pytorch-cifar.</summary>
    public static readonly ResidualNames PytorchCifar = new("shortcut", "linear");
}
