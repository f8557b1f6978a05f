using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Cli.Console;
using Audit.Cli.Options;
using Audit.Models;
using Audit.Models.Data;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>An attack on a subject's images, block by block, into a run folder.</summary>
/// <param name="subject">Model, images and the question so far.</param>
/// <param name="norm">Norm of the perturbations.</param>
/// <param name="epsilon">Budget; null for none.</param>
/// <param name="attack">The attack.</param>
public sealed class AttackRun(Subject subject, Norm norm, double? epsilon, IAttack attack)
{
    /// <summary>The model that is attacked and judged.</summary>
    public required IClassifier Victim { get; init; }

    /// <summary>What the attack sees of it.</summary>
    public required OracleOptions Oracle { get; init; }

    /// <summary>How its classes are judged.</summary>
    public required JudgeOptions Judge { get; init; }

    /// <summary>Images attacked together.</summary>
    public required int Block { get; init; }

    /// <summary>Which adversarial images are stored: none, found or all.</summary>
    public required string Save { get; init; }

    private readonly Dictionary<int, AttackRecord> ready = [];

    /// <summary>Attacks what is not yet recorded.</summary>
    /// <returns>False where it was stopped before the end.</returns>
    public bool Into(string folder, Shard shard)
    {
        var indexes = shard.Select(subject.Indexes);
        subject.Question["block"] = Block;
        var manifest = Provenance.Manifest("attack", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, Block, subject.Threads));
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        int fallen = run.Records.OfType<AttackRecord>().Count(r => r.Success);
        var session = new AttackSession(Victim, Oracle, Judge);
        var positions = indexes.Select((index, position) => (index, position)).ToDictionary(p => p.index, p => p.position);
        return Progress.Run("attack", indexes.Count, report => Runner.Complete(run, indexes, index =>
        {
            // Blocks are counted from the first image of the run, so a continued run repeats the block it was stopped in.
            if (!ready.ContainsKey(index))
                Compute(session, [.. indexes.Skip(positions[index] / Block * Block).Take(Block)], folder, stopping.Token);
            ready.Remove(index, out var record);
            fallen += record!.Success ? 1 : 0;
            return record;
        }, (done, _) => report(done, $"images, {fallen} adversarial"), stopping.Token));
    }

    private void Compute(AttackSession session, int[] block, string folder, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        ready.Clear();
        var x = stack([.. block.Select(subject.Image)]);
        int[] labels = [.. block.Select(subject.Images.Label)];
        double[] budgets = [.. block.Select(_ => epsilon ?? double.PositiveInfinity)];
        foreach (var outcome in session.Run(attack, x, labels, [.. block.Select(i => (long)i)], norm, budgets, subject.Rng, cancel: stop))
        {
            ready[(int)outcome.Image] = Record(outcome);
            if (Save == "all" || (Save == "found" && outcome.Success))
                Store(folder, outcome);
        }
    }

    private AttackRecord Record(AttackOutcome outcome) => new()
    {
        Index = (int)outcome.Image,
        Label = outcome.Label,
        Attack = attack.Name,
        By = outcome.By == attack.Name ? null : outcome.By,
        Norm = norm,
        Epsilon = epsilon,
        Target = outcome.Target,
        Clean = outcome.CleanClass,
        Adversarial = outcome.Finding.Class,
        Attacked = outcome.Attacked,
        Success = outcome.Success,
        Robust = outcome.Robust,
        L0 = outcome.Finding.L0,
        L1 = outcome.Finding.L1,
        L2 = outcome.Finding.L2,
        Linf = outcome.Finding.Linf,
        Queries = outcome.Queries,
        GradientPasses = outcome.GradientPasses,
        ZeroGradients = outcome.Vanished,
        NonFiniteGradients = outcome.NonFinite,
        GradientSnr = outcome.SignalToNoise,
    };

    private static void Store(string folder, AttackOutcome outcome)
    {
        Directory.CreateDirectory(Path.Combine(folder, "adversarial"));
        string path = Path.Combine(folder, "adversarial", string.Create(CultureInfo.InvariantCulture, $"{outcome.Image:D5}.npy"));
        NpyFile.Write(path, outcome.XAdv.shape, MemoryMarshal.Cast<byte, float>(outcome.XAdv.contiguous().bytes));
    }
}
