using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>The attacks by name.</summary>
public static class AttackCatalog
{
    private static readonly Norm[] All = [Norm.Linf, Norm.L2, Norm.L1];

    /// <summary>Every attack. A new one is a new line here.</summary>
    public static IReadOnlyList<AttackEntry> Known { get; } =
    [
        new("fgm", "one gradient step", All, ["loss"], o => GradientAttack.Fgm(o.Norm) with { Loss = Loss(o) }),
        new("i-fgsm", "T steps of epsilon/T, the last one returned", All, ["steps", "loss"], o => GradientAttack.IFgsm(o.Norm, o.Steps ?? 10) with { Loss = Loss(o) }),
        new("mi-fgsm", "the same with momentum", All, ["steps", "decay", "loss"],
            o => GradientAttack.MiFgsm(o.Norm, o.Steps ?? 10, o.Decay ?? 1) with { Loss = Loss(o) }),
        new("bim", "projected gradient from the image, best kept", All, ["steps", "step-size", "loss"],
            o => GradientAttack.Bim(o.Norm, o.Steps ?? 40, o.StepSize ?? 0.25) with { Loss = Loss(o) }),
        new("pgd", "projected gradient from random starts", All, ["steps", "step-size", "restarts", "loss"],
            o => Again(GradientAttack.Pgd(o.Norm, o.Steps ?? 40, o.StepSize ?? 0.25) with { Loss = Loss(o) }, o.Restarts)),
        new("random", "random perturbations; labels only", All, ["queries"], o => new RandomNoise(o.Queries ?? 1000)),
        new("unbounded", "projected gradient in the whole box", [Norm.Linf], ["steps"], o => Unbounded.Create(o.Steps ?? 100)),
    ];

    /// <summary>The attack that the options describe.</summary>
    /// <exception cref="ArgumentException">They describe none.</exception>
    public static IAttack Create(AttackOptions options)
    {
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem);
        return Known.First(k => k.Name == options.Name).Create(options);
    }

    private static IAttack Again(IAttack attack, int? restarts) => restarts is > 1 ? new Restarts(attack, restarts.Value) : attack;

    private static ILoss Loss(AttackOptions options) => options.Loss switch
    {
        "margin" => new Margin(),
        "dlr" => new DifferenceOfLogitsRatio(),
        _ => new CrossEntropy(),
    };
}

/// <summary>One attack of the catalog.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Norms">Norms it works in.</param>
/// <param name="Settings">Settings it takes.</param>
/// <param name="Create">Makes it; the options have been checked.</param>
public sealed record AttackEntry(string Name, string Summary, IReadOnlyList<Norm> Norms, IReadOnlyList<string> Settings, Func<AttackOptions, IAttack> Create);
