using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The L2 attack of Carlini and Wagner: the smallest perturbation by penalty, in coordinates without a box.</summary>
/// <remarks>
/// Source: arXiv:1608.04644, section VI.A: minimise ||x' - x||_2^2 + c f(x') with x' = (tanh(w) + 1) / 2 and f the margin with
/// confidence kappa, by Adam; c by binary search, image by image. The plateau test of the authors' code is left out.
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
    public double StepSize { get; init; } = 0.01;

    /// <summary>c of the first round.</summary>
    public double StartC { get; init; } = 0.1;

    /// <summary>kappa.</summary>
    public double Confidence { get; init; }

    /// <summary>Keeps the inverse of tanh finite at black and white.</summary>
    private const double Edge = 1 - 1e-6;

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
            new Ascent(Steps, new AdamStep(StepSize)).Run(start, objective);
            for (int i = 0; i < c.Length; i++)
            {
                (low[i], high[i]) = objective.Won[i] ? (low[i], c[i]) : (c[i], high[i]);
                c[i] = double.IsFinite(high[i]) ? (low[i] + high[i]) / 2 : c[i] * 10;
            }
        }
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
