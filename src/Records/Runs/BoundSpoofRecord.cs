using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Runs;

/// <summary>One image under a certifier that bounds margins over an L-infinity ball: its own certificate, and the best spoofed one
/// that was found. Keys: docs/records.md.</summary>
public sealed record BoundSpoofRecord : ItemRecord
{
    /// <summary>Radius of the L-infinity ball, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The bound, for example "crown-ibp".</summary>
    public required string Method { get; init; }

    /// <summary>How it was rounded, for example "float32".</summary>
    public required string Arithmetic { get; init; }

    /// <summary>The ball was cut to [0,1].</summary>
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

    /// <summary>The spoofed image is certified, and its class is not the label.</summary>
    public required bool Spoofed { get; init; }

    /// <summary>Both certified, of different classes, and with balls that overlap: one certificate must be wrong.</summary>
    public required bool Contradiction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpoofImages? Images { get; init; }

    /// <summary>The natural image is certified for its label.</summary>
    [JsonIgnore]
    public bool Robust => Natural.IsCertified && Natural.Class == Label;

    /// <summary>Derives the verdicts of the attack from the two certificates and the distance.</summary>
    /// <param name="epsilon">Radius of the ball that both certificates are about.</param>
    public static BoundSpoofRecord From(int index, int label, double epsilon, bool clipped, BoundPart natural, int target, BoundPart spoof,
        Bounds evidence, Distances distances, SpoofImages? images = null) => new()
        {
            Index = index,
            Label = label,
            Epsilon = epsilon,
            Method = evidence.Method,
            Arithmetic = evidence.Arithmetic,
            Clipped = clipped,
            Natural = natural,
            Target = target,
            Spoof = spoof,
            L2 = distances.L2,
            Linf = distances.Linf,
            Tv = distances.Tv,
            Color = distances.Color,
            Dissim = distances.Dissim,
            Spoofed = spoof.IsCertified && spoof.Class != label,
            // The point half-way between the images is in both balls, and in [0,1] where they are cut to it.
            Contradiction = natural.IsCertified && spoof.IsCertified && natural.Class != spoof.Class && distances.Linf < 2 * epsilon,
            Images = images,
        };
}
