using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>One image, its natural certificate, and the best spoofed certificate that was found. Keys: docs/records.md.</summary>
public sealed record SpoofRecord : ItemRecord, ISpoof
{
    public required CertificatePart Natural { get; init; }

    /// <summary>Class that the best candidate aimed at.</summary>
    public required int Target { get; init; }

    public required CertificatePart Spoof { get; init; }

    /// <summary>||delta||_1 in pixel units, where the certificates are about it; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? L1 { get; init; }

    /// <summary>||delta||_2 in pixel units.</summary>
    public required double L2 { get; init; }

    public required double Linf { get; init; }

    public required double Tv { get; init; }

    public required double Color { get; init; }

    public required double Dissim { get; init; }

    /// <summary>Structural similarity of the two images; absent in older runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Ssim { get; init; }

    /// <summary>Gradient magnitude similarity deviation; absent in older runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Gmsd { get; init; }

    /// <summary>Forward-backward passes of the network that the attack took, certificates not counted; absent in older
    /// runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Passes { get; init; }

    /// <summary>The spoofed image is certified, and its class is not the label.</summary>
    public required bool Spoofed { get; init; }

    /// <summary>Spoofed, with a radius at least the natural one (0 where the natural image abstained).</summary>
    public required bool Stronger { get; init; }

    /// <summary>Both certified, of different classes, and nearer to each other than the sum of their radii: one certificate
    /// must be wrong.</summary>
    public required bool Contradiction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpoofImages? Images { get; init; }

    [JsonIgnore]
    public SpoofSide NaturalSide => Side(Natural);

    [JsonIgnore]
    public SpoofSide SpoofSide => Side(Spoof);

    [JsonIgnore]
    public SpoofSetting Setting => new(Spoof.Evidence.Setting, Spoof.Norm ?? Norm.L2, null, Spoof.Evidence.Method, null, null);

    private static SpoofSide Side(CertificatePart part) => new(part.IsCertified, part.Class, part.Radius, part.Radius);

    /// <summary>Derives the verdicts of the attack from the two certificates and the distance.</summary>
    public static SpoofRecord From(
        int index, int label, Certificate natural, int target, Certificate spoof, Distances distances, SpoofImages? images = null,
        long? passes = null)
    {
        Norm norm = natural.Region.Norm;
        bool spoofed = spoof.Class is int wrong && wrong != label;
        return new()
        {
            Index = index,
            Label = label,
            Natural = CertificatePart.From(natural),
            Target = target,
            Spoof = CertificatePart.From(spoof),
            L1 = norm == Norm.L1 ? distances.L1 : null,
            L2 = distances.L2,
            Linf = distances.Linf,
            Tv = distances.Tv,
            Color = distances.Color,
            Dissim = distances.Dissim,
            Ssim = distances.Ssim,
            Gmsd = distances.Gmsd,
            Passes = passes,
            Spoofed = spoofed,
            Stronger = spoofed && spoof.Radius >= natural.Radius,
            Contradiction = natural.Class is int a && spoof.Class is int b && a != b
                && distances.In(norm) < natural.Radius + spoof.Radius,
            Images = images,
        };
    }
}
