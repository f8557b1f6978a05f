using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The L2 attack of Carlini and Wagner: the smallest perturbation by penalty, in coordinates without a box.</summary>
/// <remarks>
/// Source: arXiv:1608.04644, section VI.A: minimise ||x' - x||_2^2 + c f(x') with x' = (tanh(w) + 1) / 2 and f the margin with
/// confidence kappa, by Adam; c by binary search, image by image. Differs from the authors' code: the search begins a
/// two-hundredth
/// inside the box, because a pixel at black or white has no slope in w and would stay there for good; steps fall linearly to
/// zero; each find is bisected towards the clean image at the end; there is no plateau test.
/// </remarks>
public sealed record CarliniWagner : IAttack
{
    /// <inheritdoc/>
    public string Name => "cw";

    /// <inheritdoc/>
    public Access Needs => Access.Gradients;

    /// <inheritdoc/>
    public bool IsMinimumNorm => true;

    /// <summary>Rounds of the search for c.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>Steps of Adam in a round.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>Step size of Adam in w.</summary>
    public double StepSize { get; init; } = 0.05;

    /// <summary>c of the first round.</summary>
    public double StartC { get; init; } = 1;

    /// <summary>kappa.</summary>
    public double Confidence { get; init; }

    /// <summary>Brings black and white to where w has a slope: tanh' is 0.02 there.</summary>
    private const double Edge = 0.99;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        using var best = new NearestFound(task);
        var start = ((task.X * 2 - 1) * Edge).atanh();
        var (low, high, c) = (new double[task.Count], Filled(task.Count, double.PositiveInfinity), Filled(task.Count, StartC));
        for (int round = 0; round < Rounds; round++)
        {
            using var inner = NewDisposeScope();
            var objective = new Penalised(task, best, PerImage.Of(c, task.X), Confidence);
            new Ascent(Steps, new AdamStep(StepSize, Steps)).Run(start, objective);
            for (int i = 0; i < c.Length; i++)
            {
                (low[i], high[i]) = objective.Won[i] ? (low[i], c[i]) : (c[i], high[i]);
                c[i] = double.IsFinite(high[i]) ? (low[i] + high[i]) / 2 : c[i] * 10;
            }
        }
        if (Confidence == 0)
            best.Refine();
        return best.Result();
    }

    private static double[] Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>Minus the penalised distance, as a function of w.</summary>
    private sealed class Penalised(AttackTask task, NearestFound best, Tensor c, double confidence) : IObjective
    {
        private readonly Margin margin = new(confidence == 0 ? 0 : confidence);

        /// <summary>Images that met the aim at some step.</summary>
        public bool[] Won { get; } = new bool[task.Count];

        public Objective Evaluate(Tensor w, int step)
        {
            using var scope = NewDisposeScope();
            var tanh = w.tanh();
            var x = (tanh + 1) / 2;
            var probe = task.Oracle.Gradient(x, margin, task.Aim);
            using var guard = no_grad();
            var met = task.Aim.Met(probe.Logits).logical_and(margin.Of(probe.Logits, task.Aim).ge(confidence));
            bool[] hits = best.Note(x, met, [.. Won.Select(won => !won)]);
            for (int i = 0; i < hits.Length; i++)
                Won[i] |= hits[i];
            var delta = x - task.X;
            var values = probe.Values * c - delta.flatten(1).square().sum(1);
            // The chain rule of x = (tanh w + 1) / 2.
            var gradient = (probe.Gradient * PerImage.Spread(c, x) - delta * 2) * (1 - tanh.square()) / 2;
            return new Objective(values.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
        }
    }
}
