using Audit.Defences;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Records.Certificates;
using Audit.Records.Items;

namespace Audit.Attacks.Diagnosis;

/// <summary>One attack of a diagnosis, before it is run.</summary>
/// <param name="Name">Name in the records.</param>
/// <param name="Attack">The attack.</param>
/// <param name="Crafted">The model it sees; the diagnosed one judges what comes of it.</param>
/// <param name="Epsilon">Budget.</param>
/// <param name="Steps">Steps, tries or queries.</param>
/// <param name="StepSize">In units of epsilon; 0 where there is none.</param>
/// <param name="Draws">Draws averaged per gradient or answer.</param>
internal sealed record PlannedTrial(string Name, IAttack Attack, IClassifier Crafted, double Epsilon, int Steps, double StepSize,
    int Draws)
{
    private const double UnboundedStep = 0.05;

    /// <summary>Norm of the ball: the unbounded attack's is the whole box.</summary>
    public Norm NormOr(Norm asked) => Name == Trial.Unbounded ? Norm.Linf : asked;

    /// <summary>Only on images that the iterated attack has left standing.</summary>
    public bool OnStanding => Name is Trial.RandomSearch or Trial.Ensemble;

    /// <summary>Everything that is tried, the iterated attack at the budget asked about first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="o">How thoroughly.</param>
    /// <param name="others">Models that may stand in for its gradients.</param>
    public static IReadOnlyList<PlannedTrial> For(IClassifier model, DiagnosisOptions o, IReadOnlyList<IClassifier> others)
    {
        bool draws = model.IsRandom;
        GradientAttack Pgd(int? steps = null, double? stepSize = null) =>
            GradientAttack.Pgd(o.Norm, steps ?? o.Steps, stepSize ?? o.StepSize);
        PlannedTrial Iterated(double? epsilon = null, int? steps = null, double? stepSize = null, int count = 1) =>
            new(Trial.Iterated, Pgd(steps, stepSize), model,
            epsilon ?? o.Epsilon, steps ?? o.Steps, stepSize ?? o.StepSize, count);
        PlannedTrial OnMargin(string name, IClassifier crafted, int count) =>
            new(name, Pgd() with { Loss = new Margin() }, crafted, o.Epsilon, o.Steps, o.StepSize, count);

        var plan = new List<PlannedTrial> { Iterated(), new(Trial.OneStep, GradientAttack.Fgm(o.Norm), model, o.Epsilon, 1, 1,
            1) };
        plan.AddRange(o.Budgets(model.InputShape.Elements).Where(e => e != o.Epsilon).Select(e => Iterated(epsilon: e)));
        plan.Add(new(Trial.Unbounded, GradientAttack.Pgd(Norm.Linf, o.UnboundedSteps, UnboundedStep), model, 1, o.UnboundedSteps,
            UnboundedStep, 1));
        if (o.Sweeps)
        {
            plan.AddRange(((int[])[o.Steps / 4, o.Steps / 2, 2 * o.Steps]).Select(s => Iterated(steps: s)));
            plan.AddRange(((double[])[o.StepSize / 10, o.StepSize / 3, o.StepSize * 3]).Select(s => Iterated(stepSize: s)));
        }
        plan.Add(OnMargin(Trial.OnMargin, model, 1));
        if (draws)
            plan.AddRange(o.DrawCounts.Select(count => Iterated(count: count)).Append(OnMargin(Trial.OnMargin, model, o.Draws)));
        // Predictions are the model's own in any case.
        var surrogate = model switch
        {
            DefendedClassifier d when d.Defences.Any(defence => defence.Surrogate is not null) => d.Surrogate,
            _ => Bpda.ThroughSteps(model),
        };
        if (surrogate is not null)
            plan.Add(OnMargin(Trial.WithSurrogate, surrogate, draws ? o.Draws : 1));
        if (model is DefendedClassifier defended)
        {
            if (defended.Undefended is { } inside)
                plan.Add(OnMargin(Trial.WithIdentity, new StandIn(model, inside), draws ? o.Draws : 1));
            // Another network decides, so the search must not stop where the bare one is won.
            if (defended.Undefended is { } bare)
                plan.Add(new(Trial.Transferred, Pgd() with { ReturnLast = true }, bare, o.Epsilon, o.Steps, o.StepSize, 1));
        }
        foreach (var other in others)
        {
            plan.Add(OnMargin(Trial.WithOther, new StandIn(model, other), draws ? o.Draws : 1));
            plan.Add(new(Trial.TransferredFromOther, Pgd() with { ReturnLast = true, Loss = new Margin() }, other, o.Epsilon,
                o.Steps,
                o.StepSize, 1));
        }
        if (o.Queries > 0)
            plan.Add(new(Trial.BlackBox, AttackCatalog.Create(new AttackOptions
            {
                Name = Trial.BlackBox,
                Norm = o.Norm,
                Queries = o.Queries
            }), model, o.Epsilon, o.Queries, 0, 1));
        if (o.Ensemble > 0)
        {
            // On the gradients of the surrogate where there is one.
            plan.Add(new(Trial.Ensemble, AutoAttack.Create(o.Norm, draws ? AutoVersion.Rand : AutoVersion.Standard,
                new() { Steps = o.Ensemble, Queries = Math.Max(1, o.Queries) }),
                surrogate ?? model, o.Epsilon, o.Ensemble, 0, draws ? o.Draws : 1));
        }
        if (o.RandomTries > 0)
            plan.Add(new(Trial.RandomSearch, new RandomNoise(o.RandomTries), model, o.Epsilon, o.RandomTries, 0, 1));
        return plan;
    }
}
