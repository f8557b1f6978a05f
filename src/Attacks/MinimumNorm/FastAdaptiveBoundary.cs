using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>FAB: walks along the linearised decision boundary towards the smallest perturbation.</summary>
/// <remarks>
/// Source: Croce and Hein 2020, arXiv:1907.02044, algorithm 1: from x_k both it and the clean image are projected onto the
/// linearised boundary; x_(k+1) = (1 - alpha)(x_k + eta d_k) + alpha (x + eta d), alpha = min(|d_k| / (|d_k| + |d|), 0.1), cut to
/// the box; once it is adversarial, it is recorded and pulled back, x_(k+1) = (1 - beta) x + beta x_(k+1); at the end each result
/// is refined by bisection towards x. The nearest boundary is that of the class with the smallest |difference| / dual norm of its
/// gradient; with a guide, that class alone (FAB-T).
/// </remarks>
public sealed record FastAdaptiveBoundary : IAttack
{
    /// <inheritdoc/>
    public string Name { get; init; } = "fab";

    /// <inheritdoc/>
    public Access Needs => Access.Gradients;

    /// <inheritdoc/>
    public bool IsMinimumNorm => true;

    /// <summary>Iterations.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Largest weight of the pull towards the clean image.</summary>
    public double AlphaMax { get; init; } = 0.1;

    /// <summary>Overshoot of a projection.</summary>
    public double Eta { get; init; } = 1.05;

    /// <summary>How far an adversarial point is kept away from the clean image.</summary>
    public double Beta { get; init; } = 0.9;

    /// <summary>Starts from noise of half the budget (of a tenth of the box without one), instead of from the image.</summary>
    public bool RandomStart { get; init; }

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        using var best = new NearestFound(task);
        // A single class has no boundary.
        if (task.Oracle.Classes < 2)
            return best.Result();
        using var x = new Kept(RandomStart ? Start(task) : task.X);
        for (int step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            using var guard = no_grad();
            var (w, b) = Boundary(task, x.Value);
            var moved = new BoundaryStep(task.Norm, Eta, AlphaMax).From(task.X, x.Value, w, b);
            int[] met = [.. best.Look(moved).Select((m, k) => m ? k : -1).Where(k => k >= 0)];
            if (met.Length > 0)
            {
                var index = Rows.Index(met, moved.device);
                Rows.Put(moved, met, task.X.index_select(0, index) * (1 - Beta) + moved.index_select(0, index) * Beta,
                    [.. Enumerable.Range(0, met.Length)]);
            }
            x.Set(moved);
        }
        best.Refine();
        return best.Result();
    }

    private static Tensor Start(AttackTask task)
    {
        double[] budget = [.. task.Epsilon.Select(e => double.IsFinite(e) ? e / 2 : 0.05)];
        var noise = Attacks.RandomStart.In(task.Norm, task.X, PerImage.Of(budget, task.X), task.Oracle.Images, task.Rng);
        return (task.X + noise).clamp(0, 1);
    }

    /// <summary>Normal w [N,D] and value b [N] of the nearest linearised boundary: positive b on the wrong side, of label minus
    /// other.</summary>
    private static (Tensor W, Tensor B) Boundary(AttackTask task, Tensor x)
    {
        if (task.Aim.Towards is { } guide)
            return Difference(task, x, guide);
        Tensor? bestW = null, bestB = null, bestRatio = null;
        foreach (var other in Classes.Wrong(task.Oracle.Logits(x), task.Aim.Labels, task.Oracle.Classes - 1))
        {
            var (w, b) = Difference(task, x, other);
            var ratio = b.abs() / PerImage.Size(w, Dual(task.Norm)).clamp(1e-30);
            if (bestW is null || bestB is null || bestRatio is null)
            {
                (bestW, bestB, bestRatio) = (w, b, ratio);
                continue;
            }
            var nearer = ratio.lt(bestRatio);
            (bestW, bestB, bestRatio) = (PerImage.Choose(nearer, w, bestW), where(nearer, b, bestB),
                where(nearer, ratio, bestRatio));
        }
        return (bestW!, bestB!);
    }

    /// <summary>Gradient and value of other minus label.</summary>
    private static (Tensor W, Tensor B) Difference(AttackTask task, Tensor x, Tensor other)
    {
        var probe = task.Oracle.Gradient(x, new LogitDifference(), task.Aim with { Guide = other });
        return (probe.Gradient.flatten(1), probe.Values);
    }

    private static Norm Dual(Norm norm) => norm switch { Norm.Linf => Norm.L1, Norm.L1 => Norm.Linf, _ => Norm.L2 };

    /// <summary>z_guide - z_label.</summary>
    private sealed record LogitDifference : ILoss
    {
        public Tensor Of(Tensor logits, Aim aim) => Classes.Pick(logits, aim.Towards!) - Classes.Pick(logits, aim.Labels);
    }

    /// <summary>FAB from the image, and from noise as often as is left; the nearest counts.</summary>
    /// <param name="steps">Iterations.</param>
    /// <param name="restarts">Runs in all.</param>
    public static IAttack Several(int steps, int restarts)
    {
        var attack = new FastAdaptiveBoundary { Steps = steps };
        return restarts > 1 ? new Best(attack.Name, [attack, new Restarts(attack with { RandomStart = true }, restarts - 1)])
            : attack;
    }

    /// <summary>FAB towards one wrong class after the other: far cheaper where there are many classes.</summary>
    public static IAttack Targeted(int steps = 100, int classes = 9) =>
        new TargetSweep(new FastAdaptiveBoundary { Name = "fab-t", Steps = steps }, classes);
}
