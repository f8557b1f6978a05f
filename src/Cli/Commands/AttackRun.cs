using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Networks;
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
    /// <summary>The model whose answers and gradients the attack sees.</summary>
    public required IClassifier Crafted { get; init; }

    /// <summary>The model that results are judged on: the same, but for surrogates.</summary>
    public required IClassifier Judged { get; init; }

    /// <summary>Models that are shown the images besides: name, whether the images are made with their help, and the model.</summary>
    public required IReadOnlyList<(string Name, bool Crafted, IClassifier Model)> Others { get; init; }

    /// <summary>Class to reach, from index and label; null where any wrong class will do.</summary>
    public Func<int, int, int>? Target { get; init; }

    /// <summary>Certified regions to search, in place of one budget.</summary>
    public CertifiedRegions? Regions { get; init; }

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
        var indexes = shard.Select(Regions is null ? subject.Indexes : [.. subject.Indexes.Where(Regions.Regions.ContainsKey)]);
        if (indexes.Count == 0)
            throw new UsageException("none of the chosen images is certified in the run that is cross-examined");
        subject.Model.ExpectMemory(Block, attack.Needs == Access.Gradients, ", a smaller --block needs less");
        var probe = SubjectProbe.Warn(subject);
        subject.Question["block"] = Block;
        var manifest = Provenance.Manifest("attack", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, Block, subject.Threads, probe));
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        int fallen = run.Records.OfType<AttackRecord>().Count(r => r.Success);
        var session = new AttackSession(Crafted, Oracle, Judge, Judged);
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
        // A certificate promises its own class, be it right or wrong: that class is to be left.
        int[] labels = [.. block.Select(i => Regions?.Regions[i].Class ?? subject.Images.Label(i))];
        double[] budgets = [.. block.Select(i => Regions?.Regions[i].Radius ?? epsilon ?? double.PositiveInfinity)];
        long[] images = [.. block.Select(i => (long)i)];
        int[]? targets = Target is null ? null : [.. block.Select((i, k) => Target(i, labels[k]))];
        var outcomes = session.Run(attack, x, labels, images, norm, budgets, subject.Rng, targets, attackAll: Others.Count > 0 || Regions is not null, stop);
        var shown = Show(x, outcomes, images);
        for (int k = 0; k < block.Length; k++)
        {
            ready[block[k]] = Record(outcomes[k], budgets[k], [.. shown.Select(s => new TransferPart(s.Name, s.Crafted, s.Clean[k], s.Adversarial[k]))]);
            if (Save == "all" || (Save == "found" && outcomes[k].Success) || ready[block[k]].Certified is { Contradicted: true })
                Store(folder, outcomes[k]);
        }
    }

    /// <summary>What the other models say of the clean and of the judged images.</summary>
    private List<(string Name, bool Crafted, int?[] Clean, int?[] Adversarial)> Show(Tensor x, AttackOutcome[] outcomes, long[] images)
    {
        var adversarial = stack([.. outcomes.Select(o => o.XAdv)]);
        return [.. Others.Select(other =>
        {
            var judge = new Judge(other.Model, Judge);
            int?[] Classes(Tensor shown, string draws) => judge.Classes(shown.to(other.Model.Device), images, subject.Rng.Derive("others").Derive(other.Name).Derive(draws));
            return (other.Name, other.Crafted, Classes(x, "clean"), Classes(adversarial, "adversarial"));
        })];
    }

    private AttackRecord Record(AttackOutcome outcome, double budget, IReadOnlyList<TransferPart> others) => new()
    {
        Index = (int)outcome.Image,
        Label = subject.Images.Label((int)outcome.Image),
        Attack = attack.Name,
        By = outcome.By == attack.Name ? null : outcome.By,
        Norm = norm,
        Epsilon = double.IsFinite(budget) ? budget : null,
        Target = outcome.Target,
        Clean = outcome.CleanClass,
        Adversarial = outcome.Finding.Class,
        Attacked = outcome.Attacked,
        Success = outcome.Success,
        Robust = outcome.CleanClass == subject.Images.Label((int)outcome.Image) && (outcome.Finding.Class == outcome.CleanClass || !outcome.Finding.Inside),
        L0 = outcome.Finding.L0,
        L1 = outcome.Finding.L1,
        L2 = outcome.Finding.L2,
        Linf = outcome.Finding.Linf,
        Queries = outcome.Queries,
        GradientPasses = outcome.GradientPasses,
        ZeroGradients = outcome.Vanished,
        NonFiniteGradients = outcome.NonFinite,
        GradientSnr = outcome.SignalToNoise,
        Others = others.Count > 0 ? others : null,
        Certified = Regions?.Regions[(int)outcome.Image] is { } region ? Examine(outcome, region) : null,
    };

    private ExaminedPart Examine(AttackOutcome outcome, CertifiedRegion region)
    {
        bool contradicted = outcome.Finding.Inside && outcome.Finding.Class is int found && found != region.Class;
        if (contradicted)
        {
            Errors.Warn(FormattableString.Invariant($"""
                CONTRADICTION at image {outcome.Image}: certified as class {region.Class} within {norm} {region.Radius}, but an image inside is of class {outcome.Finding.Class}; it is stored
                """));
        }
        return new ExaminedPart(region.Method, region.Class, region.Radius, region.FailureProbability, contradicted);
    }

    private static void Store(string folder, AttackOutcome outcome)
    {
        Directory.CreateDirectory(Path.Combine(folder, "adversarial"));
        string path = Path.Combine(folder, "adversarial", string.Create(CultureInfo.InvariantCulture, $"{outcome.Image:D5}.npy"));
        NpyFile.Write(path, outcome.XAdv.shape, MemoryMarshal.Cast<byte, float>(outcome.XAdv.contiguous().bytes));
    }
}
