using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>What became of one image under one attack, as refereed. Keys: docs/records.md.</summary>
public sealed record AttackRecord : ItemRecord
{
    /// <summary>The attack that was asked for.</summary>
    public required string Attack { get; init; }

    /// <summary>The part of it that made the image, where it consists of several; absent where it is the attack itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    public required Norm Norm { get; init; }

    /// <summary>Budget in that norm; absent where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Epsilon { get; init; }

    /// <summary>Class that had to be reached; absent where any wrong one would do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Target { get; init; }

    /// <summary>Class of the clean image; null for an abstention or logits that are not finite.</summary>
    public required int? Clean { get; init; }

    /// <summary>Class of the perturbed image; null likewise.</summary>
    public required int? Adversarial { get; init; }

    /// <summary>False for images that needed no attack, because they are misclassified as they are.</summary>
    public required bool Attacked { get; init; }

    /// <summary>Within the budget, and of a wrong class (of the target, where there is one).</summary>
    public required bool Success { get; init; }

    /// <summary>The model, which is said to draw nothing, was asked about the same pixels twice and gave two classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unrepeated { get; init; }

    /// <summary>Classified correctly before and after, repeatedly; an abstention is not.</summary>
    public required bool Robust { get; init; }

    /// <summary>Pixels changed, channels counted apart.</summary>
    public required int L0 { get; init; }

    public required double L1 { get; init; }

    public required double L2 { get; init; }

    public required double Linf { get; init; }

    /// <summary>Forward passes without a gradient; of a random model one for each draw.</summary>
    public required long Queries { get; init; }

    /// <summary>Forward and backward passes, counted likewise.</summary>
    public required long GradientPasses { get; init; }

    /// <summary>Gradients that were zero everywhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ZeroGradients { get; init; }

    /// <summary>Gradients that were not finite.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long NonFiniteGradients { get; init; }

    /// <summary>Mean signal-to-noise ratio of the averaged gradients; absent where none was averaged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GradientSnr { get; init; }

    /// <summary>The same image shown to other models; absent where there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TransferPart>? Others { get; init; }

    /// <summary>The certificate whose region was searched; absent where none was cross-examined.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExaminedPart? Certified { get; init; }

    /// <summary>Classified correctly as it is.</summary>
    [JsonIgnore]
    public bool CleanCorrect => Clean == Label;

    /// <summary>Size of the perturbation in the norm of the attack.</summary>
    [JsonIgnore]
    public double Size => Norm switch { Norm.Linf => Linf, Norm.L2 => L2, _ => L1 };

    /// <summary>Within the budget, where the attack had to keep to one.</summary>
    [JsonIgnore]
    public bool IsInside => Epsilon is not double budget || Attack == Trial.Unbounded || Size <= budget;
}

/// <summary>An adversarial image before a model that it may not have been made for.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Crafted">The image was made with this model's help (white box).</param>
/// <param name="Clean">Its class of the clean image; null for an abstention.</param>
/// <param name="Adversarial">Its class of the perturbed image; null likewise.</param>
public sealed record TransferPart(string Model, bool Crafted, int? Clean, int? Adversarial);

/// <summary>A certificate under cross-examination.</summary>
/// <param name="Method">How it was issued.</param>
/// <param name="Class">The certified class.</param>
/// <param name="Radius">Size of the certified ball in the norm of the record.</param>
/// <param name="FailureProbability">Probability with which it may be wrong.</param>
/// <param name="Contradicted">An image inside the ball is of another class.</param>
public sealed record ExaminedPart(string Method, int Class, double Radius, double FailureProbability, bool Contradicted);
