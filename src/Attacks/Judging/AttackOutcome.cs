using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>What became of one image.</summary>
public sealed record AttackOutcome
{
    /// <summary>Index in the data set.</summary>
    public required long Image { get; init; }

    /// <summary>True class.</summary>
    public required int Label { get; init; }

    /// <summary>Class that had to be reached; null where any wrong one would do.</summary>
    public int? Target { get; init; }

    /// <summary>Whether it was attacked: images that are misclassified as they are need no attack.</summary>
    public required bool Attacked { get; init; }

    /// <summary>The attack that made the image; null where none was run.</summary>
    public string? By { get; init; }

    /// <summary>Class of the clean image; null for an abstention.</summary>
    public required int? CleanClass { get; init; }

    /// <summary>The referee's measurements and class.</summary>
    public required Ruling Ruling { get; init; }

    /// <summary>The model, which draws nothing, was asked the same twice and gave two classes, further apart than rounding
    /// explains.</summary>
    public bool Unrepeated { get; init; }

    /// <summary>The perturbed image as judged, [C,H,W] on the CPU. The caller disposes of it.</summary>
    public required Tensor XAdv { get; init; }

    /// <summary>Forward passes without a gradient, confirmations included.</summary>
    public required long Queries { get; init; }

    /// <summary>Forward and backward passes.</summary>
    public required long GradientPasses { get; init; }

    /// <summary>Gradients that were zero everywhere.</summary>
    public required long Vanished { get; init; }

    /// <summary>Gradients that were not finite.</summary>
    public required long NonFinite { get; init; }

    /// <summary>Mean signal-to-noise ratio of averaged gradients; null where none was averaged.</summary>
    public double? SignalToNoise { get; init; }

    /// <summary>Classified correctly as it is.</summary>
    public bool CleanCorrect => CleanClass == Label;

    /// <summary>Classified correctly, and still so after the attack: the sense of robust accuracy. An abstention is
    /// not, nor an answer that changes when it is asked for again.</summary>
    public bool Robust => CleanCorrect && !Unrepeated && (Ruling.Class == Label || !Ruling.Inside);

    /// <summary>The attack won: within the budget, and another class than the label (the target, where there is one).</summary>
    public bool Success => Attacked && Ruling.Inside && (Target is { } t ? Ruling.Class == t : Ruling.Class is { } c
        && c != Label);
}
