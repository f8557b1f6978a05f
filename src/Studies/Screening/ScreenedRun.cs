using System.Globalization;
using Audit.Datasets;
using Audit.Inputs;
using Audit.Records.Items;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Studies.Screening;

/// <summary>The pictures of a run of spoofs.</summary>
public static class ScreenedRun
{
    /// <summary>The clean images that have a certificate: what a deployer would be asked about.</summary>
    /// <param name="run">Spoofs of smoothing.</param>
    /// <param name="channels">Channels of the classifier.</param>
    /// <exception cref="UsageException">A picture is missing.</exception>
    public static IReadOnlyList<ScreenedImage> Natural(StoredRun run, int channels) => [.. run.Spoofs()
        .Where(r => r.NaturalSide.IsCertified).Select(r => new ScreenedImage(r.Index, Picture(run, r, "clean", channels),
            r.NaturalSide,
            r.Label))];

    /// <summary>The spoofed images with a certificate for a wrong class.</summary>
    /// <inheritdoc cref="Natural"/>
    public static IReadOnlyList<ScreenedImage> Spoofed(StoredRun run, int channels) => [.. run.Spoofs()
        .Where(r => r.Spoofed).Select(r => new ScreenedImage(r.Index, Picture(run, r, "spoofed", channels), r.SpoofSide,
            r.Label))];

    private static Tensor Picture(StoredRun run, ISpoof record, string kind, int channels)
    {
        // Records may come from others: the name is made of the index, not read.
        string path = Path.Combine(run.Directory, "images", string.Create(CultureInfo.InvariantCulture,
            $"{record.Index:D5}-{kind}.png"));
        if (!File.Exists(path))
            throw new UsageException($"{run.Directory}: the picture {Path.GetFileName(path)} is missing");
        var picture = PicturePixels.Read(path);
        using var scope = NewDisposeScope();
        var planes = tensor(picture.Pixels, [3, picture.Height, picture.Width]);
        return (channels == 1 ? planes.narrow(0, 0, 1).clone() : planes).MoveToOuterDisposeScope();
    }
}
