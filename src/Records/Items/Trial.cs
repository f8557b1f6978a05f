using System.Text.Json.Serialization;

namespace Audit.Records.Items;

/// <summary>One attack on one image, as refereed. Keys: docs/records.md.</summary>
/// <param name="Attack">One of the names below.</param>
/// <param name="Epsilon">Budget, pixel units.</param>
/// <param name="Steps">Steps, tries or queries at most.</param>
/// <param name="StepSize">Length of a step in units of epsilon; 0 where the attack has none.</param>
/// <param name="Draws">Draws averaged per gradient or answer of a random model.</param>
/// <param name="Fooled">Inside the budget and of another class than the label, on draws that the attack has not seen.</param>
/// <param name="Claimed">The attack believed so.</param>
public sealed record Trial(string Attack, double Epsilon, int Steps, double StepSize, int Draws, bool Fooled, bool Claimed)
{
    /// <summary>One step along the gradient of cross entropy.</summary>
    public const string OneStep = "fgm";

    /// <summary>Projected gradient on cross entropy, on the model as it stands: what its makers would run.</summary>
    public const string Iterated = "pgd";

    /// <summary>The same on the margin of the logits, which does not saturate.</summary>
    public const string OnMargin = "pgd-margin";

    /// <summary>The same with the gradients of the defences' surrogates, on the margin.</summary>
    public const string WithSurrogate = "bpda";

    /// <summary>The same with the gradients of the network behind the defences: BPDA with the identity for all of them.</summary>
    public const string WithIdentity = "bpda-identity";

    /// <summary>The same with the gradients of another model (--surrogate).</summary>
    public const string WithOther = "bpda-surrogate";

    /// <summary>Made on that other model.</summary>
    public const string TransferredFromOther = "transfer-surrogate";

    /// <summary>Projected gradient in the whole box.</summary>
    public const string Unbounded = "unbounded";

    /// <summary>Random search in the ball; only on images that <see cref="Iterated"/> leaves standing.</summary>
    public const string RandomSearch = "random";

    /// <summary>Search by scores, without gradients.</summary>
    public const string BlackBox = "square";

    /// <summary>The strongest that there is: APGD, FAB and Square one after the other, on the surrogate where there is one; only
    /// on
    /// images that <see cref="Iterated"/> leaves standing.</summary>
    public const string Ensemble = "auto";

    /// <summary>Made on the network without its defences.</summary>
    public const string Transferred = "transfer";

    /// <summary>The same attack with the same settings, whatever came of it.</summary>
    [JsonIgnore]
    public (string Attack, double Epsilon, int Steps, double StepSize, int Draws) Setting =>
        (Attack, Epsilon, Steps, StepSize, Draws);
}
