using System.Text.Json.Serialization;

namespace Audit.Records.Items;

/// <summary>What gradients and outputs look like at one clean image. Keys: docs/records.md.</summary>
public sealed record GradientFacts
{
    /// <summary>The gradient of cross entropy is zero in every pixel.</summary>
    public required bool LossZero { get; init; }

    /// <summary>The gradient of the margin (largest wrong logit minus the label's) is zero in every pixel.</summary>
    public required bool MarginZero { get; init; }

    /// <summary>Either holds a NaN or an infinity.</summary>
    public required bool NonFinite { get; init; }

    /// <summary>L2 norm of the margin's gradient; 0 where it is not finite.</summary>
    public required double Norm { get; init; }

    /// <summary>Measured over predicted rise of the margin along the sign of its gradient, under the same draws; null where the
    /// gradient predicts none.</summary>
    public required double? Rise { get; init; }

    /// <summary>Mean change of the margin, over its size, in a small ball: 1 at most.</summary>
    public required double Instability { get; init; }

    /// <summary>The logits lie in [0,1] and sum to 1.</summary>
    public required bool Probabilities { get; init; }

    /// <summary>Share of the rise of the loss that the last quarter of the iterated attack's steps brought; null where it fooled
    /// the model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LastSteps { get; init; }

    /// <summary>The path of the iterated attack held an adversarial point, although it did not fool the model; absent where it
    /// did, for
    /// models that draw, and in older runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SilentSuccess { get; init; }

    /// <summary>The logits of two draws differ; absent for models that do not draw.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DrawsDiffer { get; init; }

    /// <summary>Mean cosine between the gradients of two draws; absent likewise, and where a gradient is zero.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Cosine { get; init; }
}
