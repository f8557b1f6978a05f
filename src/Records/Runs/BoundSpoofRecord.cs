using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Runs;

/// <summary>One image, its natural certificate from bounds, and the best spoofed one that was found. Keys: docs/records.md.</summary>
public sealed record BoundSpoofRecord : ItemRecord
{
    /// <summary>Name of the bound, for example "crown-ibp".</summary>
    public required string Method { get; init; }

    /// <summary>How it was rounded.</summary>
    public required string Arithmetic { get; init; }

    /// <summary>Radius of the L-infinity ball, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Of the class that the network predicts for the clean image.</summary>
    public required BoundPart Natural { get; init; }

    /// <summary>Of the class that the best candidate aimed at, on the candidate.</summary>
    public required BoundPart Spoof { get; init; }

    /// <summary>||delta||_2 in pixel units.</summary>
    public required double L2 { get; init; }

    public required double Linf { get; init; }

    public required double Tv { get; init; }

    public required double Color { get; init; }

    public required double Dissim { get; init; }

    /// <summary>The clean image is certified for its label: what robust error counts as no error.</summary>
    public required bool Robust { get; init; }

    /// <summary>The spoofed image is certified, and its class is not the label: what attack error counts as no error.</summary>
    public required bool Spoofed { get; init; }

    /// <summary>Both certified, of different classes, and the balls meet: one certificate must be wrong.</summary>
    public required bool Contradiction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpoofImages? Images { get; init; }

    /// <summary>Derives the verdicts of the attack from the two certificates and the distance.</summary>
    /// <param name="index">Position in the data set.</param>
    /// <param name="label">True class.</param>
    /// <param name="epsilon">Radius of the ball.</param>
    /// <param name="natural">Certificate of the clean image, and the class it was asked for.</param>
    /// <param name="spoof">Certificate of the candidate, and the class it was asked for.</param>
    /// <param name="distances">How far the candidate is from the clean image.</param>
    /// <param name="images">Where the pictures are.</param>
    public static BoundSpoofRecord From(int index, int label, double epsilon, (Certificate Certificate, int Class) natural,
        (Certificate Certificate, int Class) spoof, Distances distances, SpoofImages? images = null)
    {
        BoundPart clean = BoundPart.From(natural.Certificate, natural.Class), found = BoundPart.From(spoof.Certificate, spoof.Class);
        var bounds = (Bounds)spoof.Certificate.Evidence;
        return new()
        {
            Index = index,
            Label = label,
            Method = bounds.Method,
            Arithmetic = bounds.Arithmetic,
            Epsilon = epsilon,
            Natural = clean,
            Spoof = found,
            L2 = distances.L2,
            Linf = distances.Linf,
            Tv = distances.Tv,
            Color = distances.Color,
            Dissim = distances.Dissim,
            Robust = clean.IsCertified && clean.Class == label,
            Spoofed = found.IsCertified && found.Class != label,
            // Closed balls of radius epsilon meet where the centres are at most 2 epsilon apart, inside [0,1] too.
            Contradiction = clean.IsCertified && found.IsCertified && clean.Class != found.Class && distances.Linf <= 2 * epsilon,
            Images = images,
        };
    }
}
