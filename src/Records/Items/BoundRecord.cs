using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>The certificate of one image from bounds on its margins. Keys: docs/records.md.</summary>
public sealed record BoundRecord : ItemRecord
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>The network's class for the image, whose margins were bounded.</summary>
    public required int Class { get; init; }

    /// <summary>Certified size of the region, pixel units of <see cref="Norm"/>; 0 for an abstention.</summary>
    public required double Radius { get; init; }

    /// <summary>Certified, and the class is the label.</summary>
    public required bool Correct { get; init; }

    /// <summary>"linf" or "l2".</summary>
    public required string Norm { get; init; }

    /// <summary>Size that was asked about; absent where the largest was searched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Epsilon { get; init; }

    /// <summary>Lower bound of the smallest margin over the region; null where there is none.</summary>
    public required double? MarginLower { get; init; }

    /// <summary>The bound that gave it: "ibp", "crown-ibp", ...</summary>
    public required string Bound { get; init; }

    /// <summary>"float32", "float64" or "sound".</summary>
    public required string Arithmetic { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Lower bounds of the margin over each class in order, null where there is none and for the class itself; absent
    /// where they were not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? Margins { get; init; }

    /// <summary>An image of the region with another class; absent where none was found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Counterexample? Counterexample { get; init; }

    /// <summary>Certified with the right class and at least this size.</summary>
    public bool CorrectAt(double size) => Correct && Radius >= size;

    /// <param name="epsilon">Size that was asked about; null where the largest was searched.</param>
    /// <exception cref="ArgumentException">The certificate does not rest on bounds.</exception>
    public static BoundRecord From(int index, int label, Certificate certificate, double? epsilon)
    {
        MarginEvidence bounds = certificate.Evidence as MarginEvidence
            ?? throw new ArgumentException($"A bound record needs bounds, got {certificate.Evidence.GetType().Name}.");
        return new()
        {
            Index = index,
            Label = label,
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = bounds.Class,
            Radius = certificate.Radius,
            Correct = certificate.Class == label,
            Norm = certificate.Region.Norm.Name(),
            Epsilon = epsilon,
            MarginLower = double.IsFinite(bounds.MarginLower) ? bounds.MarginLower : null,
            Bound = bounds.Method,
            Arithmetic = bounds.Arithmetic,
            Reason = bounds.Abstention,
            Counterexample = bounds.Counterexample,
            Margins = bounds.Margins is { } all
                ? [.. all.Select((m, k) => k != bounds.Class && double.IsFinite(m) ? m : (double?)null)] : null,
        };
    }
}
