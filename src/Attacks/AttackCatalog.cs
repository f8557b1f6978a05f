using Audit.Inputs;
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
        new("i-fgsm", "T steps of epsilon/T, the last one returned", All, ["steps", "loss"], o =>
            GradientAttack.IFgsm(o.Norm, o.Steps ?? 10) with { Loss = Loss(o) }),
        new("mi-fgsm", "the same with momentum", All, ["steps", "decay", "loss"],
            o => new MiFgsm(o.Steps ?? 10, o.Decay ?? 1) { Loss = Loss(o) }),
        new("bim", "projected gradient from the image, best kept", All, ["steps", "step-size", "loss"],
            o => GradientAttack.Bim(o.Norm, o.Steps ?? 40, o.StepSize ?? 0.25) with { Loss = Loss(o) }),
        new("pgd", "projected gradient from random starts", All, ["steps", "step-size", "restarts", "loss"],
            o => Again(GradientAttack.Pgd(o.Norm, o.Steps ?? 40, o.StepSize ?? 0.25) with { Loss = Loss(o) }, o.Restarts)),
        new("apgd-ce", "automatic PGD on the cross entropy", All, ["steps", "restarts"], o =>
            Again(AutoPgd.Ce(o.Steps ?? 100), o.Restarts)),
        new("apgd-dlr", "automatic PGD on the difference of logits ratio", All, ["steps", "restarts"], o =>
            Again(FewClasses.ForDlr(AutoPgd.Dlr(o.Steps ?? 100), o.Steps ?? 100), o.Restarts)),
        new("apgd-t", "the same towards one class after the other", All, ["steps", "restarts", "classes"],
            o => Again(FewClasses.ForTargetedDlr(AutoPgd.Targeted(o.Steps ?? 100, o.Classes ?? 9), o.Steps ?? 100), o.Restarts)),
        new("auto", "APGD-CE, APGD-T, FAB-T and Square on what is left", All, ["version", "steps", "queries", "classes",
            "restarts"], o => AutoAttack.Create(o.Norm, o.Version is { } version ? AutoVersion.Read(version).Version : null, new()
            {
                Steps = o.Steps ?? 100,
                Queries = o.Queries ?? 5000,
                Classes = o.Classes ?? 9,
                Restarts = o.Restarts,
            })),
        new("fab", "smallest perturbation along the boundary", All, ["steps", "restarts"],
            o => FastAdaptiveBoundary.Several(o.Steps ?? 100, o.Restarts ?? 1)),
        new("fab-t", "the same towards one class after the other", All, ["steps", "classes"], o =>
            FastAdaptiveBoundary.Targeted(o.Steps ?? 100, o.Classes ?? 9)),
        new("cw", "smallest perturbation by penalty (Carlini and Wagner)", [Norm.L2], ["steps", "step-size"],
            o => new CarliniWagner { Steps = o.Steps ?? 200, StepSize = o.StepSize ?? 0.05 }),
        new("square", "random squares; sees probabilities", All, ["queries", "restarts"], o =>
            SquareAttack.Starts(o.Norm, o.Queries ?? 5000, o.Restarts)),
        new("hopskipjump", "smallest perturbation from labels alone", [Norm.Linf, Norm.L2], ["queries"], o =>
            new HopSkipJump(o.Queries ?? 5000)),
        new("tanh", "x + epsilon tanh z, climbed in z", [Norm.Linf], ["steps", "loss"],
            o => new Reparameterised(new TanhBall()) { Steps = o.Steps ?? 100, Loss = o.Loss is null ? new Margin() : Loss(o) }),
        new("random", "random perturbations; labels only", All, ["queries"], o => new RandomNoise(o.Queries ?? 1000)),
        new("unbounded", "projected gradient in the whole box", [Norm.Linf], ["steps"], o => Unbounded.Create(o.Steps ?? 100)),
    ];

    /// <summary>The attack that the options describe.</summary>
    /// <exception cref="UsageException">They describe none.</exception>
    public static IAttack Create(AttackOptions options)
    {
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new UsageException(problem);
        return Known.First(k => k.Name == options.Name).Create(options);
    }

    private static IAttack Again(IAttack attack, int? restarts) => restarts is > 1 ? new Restarts(attack, restarts.Value)
        : attack;

    private static ILoss Loss(AttackOptions options) => options.Loss switch
    {
        "margin" => new Margin(),
        "dlr" => new DifferenceOfLogitsRatio(),
        _ => new CrossEntropy(),
    };
}
