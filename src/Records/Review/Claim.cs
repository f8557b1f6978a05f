using Audit.Inputs;
using Audit.Records.Certificates;

namespace Audit.Records.Review;

/// <summary>A claim that can be tested: no perturbation of this size changes the class, at this share of the images.</summary>
/// <param name="Norm">Norm of the perturbations.</param>
/// <param name="Size">Their largest size, pixel units of [0,1].</param>
/// <param name="Share">Share of all images that are classified correctly and robustly; null where none was named: the claim is
/// then that more images are than a model with one constant answer would get right.</param>
/// <param name="Sigma">Noise of the smoothed classifier that it speaks of; null for the network itself.</param>
public sealed record Claim(Norm Norm, double Size, double? Share = null, double? Sigma = null)
{
    /// <summary>How a claim is written.</summary>
    public const string Usage = "linf:8/255, l2:0.5, or with the share of images that is claimed: linf:8/255:0.32";

    /// <summary>Reads NORM:SIZE or NORM:SIZE:SHARE.</summary>
    /// <param name="text">The claim.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static Claim Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0] is not ("linf" or "l2" or "l1"))
            throw Wrong(text);
        if (!Numbers.TryRatio(parts[1], out double size) || !Limits.Size.Allow(size))
            throw new UsageException(
                $"--claim {Shown.Name(text)}: the size must be {Limits.Size.Text(whole: false)}; a claim without a size cannot "
                + "be tested");
        if (parts.Length == 2)
            return new(Norms.Of(parts[0]), size);
        return Numbers.TryRatio(parts[2], out double share) && share is > 0 and <= 1 ? new(Norms.Of(parts[0]), size, share)
            : throw new UsageException($"--claim {Shown.Name(text)}: the share of images must be above 0 and at most 1");
    }

    /// <summary>"linf:8/255:0.32": reads back to the same claim.</summary>
    public string Text => $"{Norm.Name()}:{Numbers.Size(Size)}{(Share is { } share ? $":{Numbers.Size(share)}" : "")}";

    /// <summary>"L-infinity 8/255".</summary>
    public string Ball => $"{Norm.Title()} {Numbers.Size(Size)}";

    private static UsageException Wrong(string text) => new($"--claim must be {Usage}, or none; got {Shown.Name(text)}");
}
