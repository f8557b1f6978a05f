using Audit.Defences;
using Audit.Networks;
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
/// <param name="Draws">Draws behind each gradient or answer.</param>
internal sealed record PlannedTrial(string Name, IAttack Attack, IClassifier Crafted, double Epsilon, int Steps, double StepSize,
    int Draws)
{
    private const double UnboundedStep = 0.05;

    /// <summary>Norm of the ball: the unbounded attack's is the whole box.</summary>
    public Norm NormOr(Norm asked) => Name == Trial.Unbounded ? Norm.Linf : asked;

    /// <summary>Only on images that the iterated attack has left standing.</summary>
    public bool OnStanding => Name == Trial.RandomSearch;

    /// <summary>Everything that is tried, the iterated attack at the budget asked about first.</summary>
    public static IReadOnlyList<PlannedTrial> For(IClassifier model, DiagnosisOptions o)
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
        if (model is DefendedClassifier defended)
        {
            if (defended.Defences.Any(d => d.Surrogate is not null))
                plan.Add(OnMargin(Trial.WithSurrogate, defended.Surrogate, draws ? o.Draws : 1));
            // Another network decides, so the search must not stop where the bare one is won.
            if (defended.Undefended is { } bare)
                plan.Add(new(Trial.Transferred, Pgd() with { ReturnLast = true }, bare, o.Epsilon, o.Steps, o.StepSize, 1));
        }
        if (o.Queries > 0)
            plan.Add(new(Trial.BlackBox, AttackCatalog.Create(new AttackOptions
            {
                Name = Trial.BlackBox,
                Norm = o.Norm,
                Queries = o.Queries
            }), model, o.Epsilon, o.Queries, 0, 1));
        if (o.RandomTries > 0)
            plan.Add(new(Trial.RandomSearch, new RandomNoise(o.RandomTries), model, o.Epsilon, o.RandomTries, 0, 1));
        return plan;
    }
}
