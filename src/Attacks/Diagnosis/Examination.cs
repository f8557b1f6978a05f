using Audit.Networks;
using Audit.Noise;
using Audit.Records.Diagnosis;
using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Attacks.Diagnosis;

/// <summary>Examines a model's gradients on a batch of images: runs every planned attack, and looks at the gradients
/// themselves.</summary>
/// <remarks>All verdicts are derived from what it returns (<see cref="DiagnosisResult"/>). Attacks of one kind share their starts
/// and draws, so that more steps continue fewer and pairs differ in one thing only.</remarks>
/// <param name="model">The model that is diagnosed, defences included.</param>
/// <param name="options">How thoroughly.</param>
/// <param name="others">Models whose gradients may stand in for its own; null for none.</param>
public sealed class Examination(IClassifier model, DiagnosisOptions options, IReadOnlyList<IClassifier>? others = null)
{
    private readonly IReadOnlyList<PlannedTrial> plan = PlannedTrial.For(model, options, others ?? []);
    private readonly Judge judge = new(model, new JudgeOptions { Samples = options.JudgeSamples });

    /// <summary>Attacks on each image, for progress.</summary>
    public int Trials => plan.Count;

    /// <param name="x">Images, [N,C,H,W] in [0,1].</param>
    /// <param name="labels">True classes.</param>
    /// <param name="images">Indexes of the images in their data set: part of every address.</param>
    /// <param name="rng">Source of all randomness.</param>
    /// <param name="progress">Told (trials done, name of the next).</param>
    /// <param name="stop">Stops between two attacks; what was found is lost with the batch.</param>
    /// <returns>One record an image.</returns>
    public DiagnosisRecord[] Run(Tensor x, IReadOnlyList<int> labels, IReadOnlyList<long> images, Rng rng, Action<int,
        string>? progress = null, CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        var at = x.to(model.Device);
        int?[] clean = judge.Classes(at, images, rng.Derive("clean"));
        int[] rows = [.. Enumerable.Range(0, images.Count).Where(k => clean[k] == labels[k])];
        var trials = images.Select(_ => new List<Trial>()).ToArray();
        var facts = new GradientFacts?[images.Count];
        if (rows.Length > 0)
        {
            var batch = new Batch(at.index_select(0, Rows.Index(rows, at.device)), [.. rows.Select(r => labels[r])],
                [.. rows.Select(r => images[r])], rng);
            var found = Attack(batch, progress, stop);
            var seen = new GradientProbe(model, options).Run(batch, [.. found.Select(f => f[0].Fooled)]);
            for (int k = 0; k < rows.Length; k++)
                (trials[rows[k]], facts[rows[k]]) = (found[k], seen[k]);
        }
        return [.. images.Select((image, k) => new DiagnosisRecord
        {
            Index = checked((int)image),
            Label = labels[k],
            Correct = clean[k] == labels[k],
            Gradient = facts[k],
            Trials = trials[k],
        })];
    }

    /// <summary>The trials of each image, in the order of the plan.</summary>
    private List<Trial>[] Attack(Batch batch, Action<int, string>? progress, CancellationToken stop)
    {
        var trials = batch.Labels.Select(_ => new List<Trial>()).ToArray();
        for (int number = 0; number < plan.Count; number++)
        {
            stop.ThrowIfCancellationRequested();
            var planned = plan[number];
            progress?.Invoke(number, planned.Name);
            int[] rows = [.. Enumerable.Range(0, batch.Count).Where(k => !planned.OnStanding || !trials[k][0].Fooled)];
            if (rows.Length == 0)
                continue;
            var results = Run(planned, batch.Select(rows));
            for (int k = 0; k < rows.Length; k++)
                trials[rows[k]].Add(results[k]);
        }
        return trials;
    }

    private Trial[] Run(PlannedTrial planned, Batch batch)
    {
        using var scope = NewDisposeScope();
        var oracle = new Oracle(planned.Crafted, new OracleOptions { Access = planned.Attack.Needs, Draws = planned.Draws },
            batch.Images, batch.Rng.Derive("draws"), judge.Options);
        double[] budgets = [.. batch.Labels.Select(_ => planned.Epsilon)];
        var norm = planned.NormOr(options.Norm);
        var result = planned.Attack.Run(new AttackTask(oracle, batch.X, batch.Aim, norm, budgets, batch.Rng.Derive("attack")));
        var (_, findings) = new Referee(judge).Decide(batch.X, result.XAdv, norm, budgets, planned.Attack.IsMinimumNorm,
            batch.Images, batch.Rng.Derive("referee"));
        return [.. findings.Select((f, k) => new Trial(planned.Name, planned.Epsilon, planned.Steps, planned.StepSize,
            planned.Draws,
            f.Inside && (f.Class is { } c ? c != batch.Labels[k] : !model.IsRandom), result.Found[k] || result.Share[k] > 0))];
    }
}

/// <summary>The images of a batch that are classified correctly.</summary>
/// <param name="X">[N,C,H,W], where the model wants them.</param>
/// <param name="Labels">True classes.</param>
/// <param name="Images">Indexes in the data set.</param>
/// <param name="Rng">Source of all randomness.</param>
internal sealed record Batch(Tensor X, IReadOnlyList<int> Labels, IReadOnlyList<long> Images, Rng Rng)
{
    public int Count => Labels.Count;

    public Aim Aim => new(tensor([.. Labels.Select(c => (long)c)], [Labels.Count]).to(X.device));

    public Batch Select(IReadOnlyList<int> rows) => rows.Count == Count ? this
        : this with
        {
            X = X.index_select(0, Rows.Index(rows, X.device)),
            Labels = [.. rows.Select(r => Labels[r])],
            Images = [.. rows.Select(r => Images[r])]
        };
}
