using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Attacking.AttackPlan>;

namespace Audit.Studies.Attacking;

/// <summary>Aim and course of an attack study, whatever the attack.</summary>
public sealed record AttackPlan
{
    /// <summary>A class, next or random; null where any wrong class will do.</summary>
    public string? Target { get; init; }

    /// <summary>Folder of the certify run that is cross-examined; null for none.</summary>
    public string? Certificates { get; init; }

    /// <summary>Images attacked together.</summary>
    public int Block { get; init; } = 50;

    /// <summary>Which adversarial images are stored.</summary>
    public Saved Save { get; init; } = Saved.None;

    /// <summary>What is aimed at, as users give it and questions store it.</summary>
    public static IReadOnlyList<Setting<AttackPlan>> Aim { get; } =
    [
        Declare.Text("target", "Class that must be reached: its number, next (label + 1) or random", o => o.Target, (o, v) =>
            o with { Target = v }, "a class, next or random") with
        {
            Default = "any wrong class",
        },
    ];

    /// <summary>How it is gone about. The question names certificates by their run's key.</summary>
    public static IReadOnlyList<Setting<AttackPlan>> Course { get; } =
    [
        Declare.ExistingRun("certificates",
            "Cross-examine a certify run: attack each certified image inside its certified region; --norm and --epsilon are "
            + "then the certificates'",
            o => o.Certificates, (o, v) => o with { Certificates = v }),
        Declare.Whole("block", "Images attacked together; part of the run's identity, as their rounding may depend on it", o =>
            o.Block, (o, v) => o with { Block = v }, new(1, 10_000)),
        Declare.Word("save", "Store adversarial images, each as .npy and all as adversarial.npz and .pt: none, found or all",
            o => o.Save, (o, v) => o with { Save = v },
            Enum.GetValues<Saved>().Select(s => (s.ToString().ToLowerInvariant(), s))) with
        { Key = null },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting<AttackPlan>> Settings { get; } = [.. Aim, .. Course];
}
