using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Attacks.Diagnosis;

/// <summary>Looks at gradients and outputs of a model at clean images and around them.</summary>
/// <param name="model">The model.</param>
/// <param name="options">The iterated attack whose loss is followed.</param>
internal sealed class GradientProbe(IClassifier model, DiagnosisOptions options)
{
    /// <summary>Step along which the predicted rise is compared with the measured one: large against float32, small against a
    /// pixel's 1/255.</summary>
    private const double SmallStep = 1e-3;

    /// <summary>Radius of the ball in which predictions should be stable (Pintor et al. 2022).</summary>
    private const double SmallBall = 8.0 / 255;

    /// <summary>Points tried in that ball. Differs: the paper takes 100; the mean over images needs no more than this.</summary>
    private const int Points = 20;

    private static readonly ILoss Loss = new CrossEntropy();
    private static readonly ILoss MarginLoss = new Margin();

    /// <param name="batch">Correctly classified images.</param>
    /// <param name="fooled">Whether the iterated attack fooled the model at each.</param>
    public GradientFacts[] Run(Batch batch, bool[] fooled)
    {
        using var scope = NewDisposeScope();
        var x = batch.X;
        var loss = Gradient(batch, Loss, 0, out _, out _);
        var margin = Gradient(batch, MarginLoss, 0, out var value, out var logits);
        bool[] lossZero = Rows.Flags(IsZero(loss)), marginZero = Rows.Flags(IsZero(margin));
        bool[] finite = Rows.Flags(loss.flatten(1).isfinite().all(1).logical_and(margin.flatten(1).isfinite().all(1)));
        double[] norms = Numbers(margin.to(float64).flatten(1).square().sum(1).sqrt());
        double[] predicted = Numbers(margin.abs().flatten(1).sum(1) * SmallStep);
        double[] rise = Numbers(Value(batch with { X = x + (margin.sign() * SmallStep) }, MarginLoss, 0) - value);
        double[] instability = Instability(batch, value);
        bool[] probabilities = Rows.Flags(logits.ge(0).all(1).logical_and(logits.le(1).all(1))
            .logical_and((logits.sum(1) - 1).abs().lt(1e-3)));
        bool?[] differ = new bool?[batch.Count];
        double?[] cosine = new double?[batch.Count];
        if (model.IsRandom)
        {
            var other = Gradient(batch, MarginLoss, 1, out _, out var otherLogits);
            differ = [.. Rows.Flags(logits.ne(otherLogits).any(1)).Select(d => (bool?)d)];
            var product = (margin.to(float64) * other.to(float64)).flatten(1).sum(1);
            cosine = [.. Numbers(product).Zip(norms, Numbers(other.to(float64).flatten(1).square().sum(1).sqrt()))
                .Select(t => t.Second > 0 && t.Third > 0 ? t.First / (t.Second * t.Third) : (double?)null)];
        }
        var (last, silent) = AlongThePath(batch, fooled);
        return [.. Enumerable.Range(0, batch.Count).Select(k => new GradientFacts
        {
            LossZero = lossZero[k],
            MarginZero = marginZero[k],
            NonFinite = !finite[k],
            Norm = double.IsFinite(norms[k]) ? norms[k] : 0,
            Rise = predicted[k] > 0 && double.IsFinite(rise[k] / predicted[k]) ? rise[k] / predicted[k] : null,
            Instability = instability[k],
            Probabilities = probabilities[k],
            LastSteps = last[k],
            SilentSuccess = silent[k],
            DrawsDiffer = differ[k],
            Cosine = cosine[k] is { } c && double.IsFinite(c) ? c : null,
        })];
    }

    private Tensor Logits(Batch batch, Tensor x, long sample) =>
        model.Logits(x, new Draws(batch.Rng.Derive("gradients"),
            [.. batch.Images.Select(i => new NoiseAddress(NoiseStream.Diagnosis, i, sample))]));

    /// <summary>Gradient of a loss at one draw; zero where nothing connects output and image.</summary>
    private Tensor Gradient(Batch batch, ILoss loss, long sample, out Tensor value, out Tensor logits)
    {
        using var recording = enable_grad();
        var leaf = batch.X.detach().clone().requires_grad_();
        var output = Logits(batch, leaf, sample);
        var each = loss.Of(output, batch.Aim);
        (value, logits) = (each.detach(), output.detach());
        return Autograd.GradientOrNull(each.sum(), leaf) ?? zeros_like(batch.X);
    }

    private Tensor Value(Batch batch, ILoss loss, long sample)
    {
        using var guard = no_grad();
        return loss.Of(Logits(batch, batch.X, sample), batch.Aim);
    }

    /// <summary>Mean change of the margin over its size, at most 1, over points of the small ball (each with a draw of its
    /// own).</summary>
    private double[] Instability(Batch batch, Tensor value)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var radius = PerImage.Of([.. batch.Labels.Select(_ => SmallBall)], batch.X);
        var sum = zeros([batch.Count], float32, batch.X.device);
        for (int k = 0; k < Points; k++)
        {
            using var inner = NewDisposeScope();
            var moved = (batch.X + RandomStart.In(Records.Certificates.Norm.Linf, batch.X, radius, batch.Images,
                batch.Rng.Derive("ball"), k)).clamp(0, 1);
            var change = (Value(batch with { X = moved }, MarginLoss, 2 + k) - value).abs() / value.abs().clamp(1e-12);
            // A change that is no number is as large as can be.
            sum.add_(where(change.isnan(), ones_like(change), change.clamp(0, 1)));
        }
        return [.. Numbers(sum).Select(s => s / Points)];
    }

    /// <summary>Share of the best loss's rise that came in the last steps, and whether any step was adversarial; null where the
    /// attack
    /// succeeded or the model draws.</summary>
    private (double?[] LastSteps, bool?[] Silent) AlongThePath(Batch batch, bool[] fooled)
    {
        var (share, silent) = (new double?[batch.Count], new bool?[batch.Count]);
        int[] rows = Rows.Without(fooled);
        if (rows.Length == 0 || model.IsRandom || options.Steps < 4)
            return (share, silent);
        using var scope = NewDisposeScope();
        var standing = batch.Select(rows);
        double[] budgets = [.. rows.Select(_ => options.Epsilon)];
        var task = new AttackTask(new Oracle(model, new OracleOptions(), standing.Images, batch.Rng.Derive("draws")), standing.X,
            standing.Aim, options.Norm, budgets, batch.Rng.Derive("attack"));
        var best = new List<double[]>();
        void Observe(int step, Objective at) =>
            best.Add([.. Numbers(at.Values).Select((v, k) => step == 0 ? v : Math.Max(v, best[step - 1][k]))]);
        var pgd = GradientAttack.Pgd(options.Norm, options.Steps, options.StepSize);
        var projection = new BallAndBox(task.Norm, task.X, task.Budget);
        var start = projection.Apply(RandomStart.In(task.Norm, task.X, task.Budget, task.Oracle.Images, task.Rng));
        bool[] passed = new bool[rows.Length];
        var objective = new LossObjective(task, Loss, met: met => passed = [.. passed.Zip(Rows.Flags(met), (a, b) => a || b)]);
        new Ascent(pgd.Steps, new ScaledStep(pgd.StepRule, task.Budget), projection).Run(start, objective, Observe);
        for (int k = 0; k < rows.Length; k++)
        {
            double rise = best[^1][k] - best[0][k], late = best[^1][k] - best[^((options.Steps / 4) + 1)][k];
            silent[rows[k]] = passed[k];
            share[rows[k]] = rise > 0 && double.IsFinite(late / rise) ? late / rise : 0;
        }
        return (share, silent);
    }

    private static Tensor IsZero(Tensor gradient) => gradient.flatten(1).eq(0).all(1);

    private static double[] Numbers(Tensor values) => values.to(float64).cpu().data<double>().ToArray();
}
