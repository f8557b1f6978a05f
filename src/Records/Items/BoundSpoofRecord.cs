using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>One image under a certifier that bounds margins over a ball: its own certificate, and the best spoofed
/// one that was found. Keys: docs/records.md.</summary>
public sealed record BoundSpoofRecord : ItemRecord, ISpoof
{
    /// <summary>Radius of the ball, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The bound, for example "crown-ibp".</summary>
    public required string Method { get; init; }

    /// <summary>How it was rounded, for example "float32".</summary>
    public required string Arithmetic { get; init; }

    /// <summary>The ball was clipped to [0,1].</summary>
    public required bool Clipped { get; init; }

    public required BoundPart Natural { get; init; }

    /// <summary>Class that the best candidate aimed at.</summary>
    public required int Target { get; init; }

    public required BoundPart Spoof { get; init; }

    /// <summary>||delta||_2 in pixel units.</summary>
    public required double L2 { get; init; }

    public required double Linf { get; init; }

    public required double Tv { get; init; }

    public required double Color { get; init; }

    public required double Dissim { get; init; }

    /// <summary>Norm of the ball; absent for L-infinity.</summary>
    [JsonPropertyName("norm")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Norm? BallNorm { get; init; }

    /// <inheritdoc cref="SpoofRecord.Ssim"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Ssim { get; init; }

    /// <inheritdoc cref="SpoofRecord.Gmsd"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Gmsd { get; init; }

    /// <summary>Passes of one image through the bounds, forward and backward, that the attack took; absent in older
    /// runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Passes { get; init; }

    /// <summary>The spoofed image is certified, and its class is not the label.</summary>
    public required bool Spoofed { get; init; }

    /// <summary>Both certified, of different classes, and with balls that overlap: one certificate must be wrong.</summary>
    public required bool Contradiction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpoofImages? Images { get; init; }

    /// <summary>Spoofed, with a margin at least as large as the natural image's (0 where that abstained).</summary>
    [JsonIgnore]
    public bool Stronger => Spoofed && SpoofSide.Strength >= NaturalSide.Strength;

    [JsonIgnore]
    public SpoofSide NaturalSide => Side(Natural);

    [JsonIgnore]
    public SpoofSide SpoofSide => Side(Spoof);

    [JsonIgnore]
    public SpoofSetting Setting => new(null, BallNorm ?? Norm.Linf, Epsilon, Method, Arithmetic, Clipped);

    private SpoofSide Side(BoundPart part) => new(part.IsCertified, part.Class, part.IsCertified ? Epsilon : 0, part.IsCertified
        ? part.MarginLower ?? 0 : 0);

    /// <summary>Derives the verdicts of the attack from the two certificates and the distance.</summary>
    /// <param name="asked">The ball that both certificates are about.</param>
    /// <param name="method">The certifier, for example "crown-ibp"; a margin may come from a weaker bound that it intersects
    /// with.</param>
    public static BoundSpoofRecord From(int index, int label, Region asked, string method, bool clipped, Certificate natural,
        int target, Certificate spoof,
        Distances distances, SpoofImages? images = null, long? passes = null)
    {
        MarginEvidence evidence = (MarginEvidence)spoof.Evidence;
        return new()
        {
            Index = index,
            Label = label,
            Epsilon = asked.Radius,
            Method = method,
            Arithmetic = evidence.Arithmetic,
            Clipped = clipped,
            Natural = BoundPart.From(natural),
            Target = target,
            Spoof = BoundPart.From(spoof),
            L2 = distances.L2,
            Linf = distances.Linf,
            Tv = distances.Tv,
            Color = distances.Color,
            Dissim = distances.Dissim,
            BallNorm = asked.Norm == Norm.Linf ? null : asked.Norm,
            Ssim = distances.Ssim,
            Gmsd = distances.Gmsd,
            Passes = passes,
            Spoofed = spoof.Class is int wrong && wrong != label,
            // The point half-way between the images is in both balls, and in [0,1] where they are clipped to it.
            Contradiction = natural.Class is int a && spoof.Class is int b && a != b
                && distances.In(asked.Norm) < 2 * asked.Radius,
            Images = images,
        };
    }
}
