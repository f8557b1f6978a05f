using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Formats.PyTorch;
using Audit.Inputs;
using Audit.Networks;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Studies.Attacking;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Attacks images block by block.</summary>
/// <param name="study">The study.</param>
/// <param name="subject">Model and images.</param>
/// <param name="attack">The attack.</param>
internal sealed class AttackWork(AttackStudy study, Subject subject, IAttack attack)
    : VictimWork(study, subject, study.Plan.Block)
{
    private IReadOnlyList<int>? indexes;
    private AttackSession? session;

    /// <summary>The model whose answers and gradients the attack sees.</summary>
    public required IClassifier Crafted { get; init; }

    /// <summary>The model that results are judged on: the same, but for surrogates.</summary>
    public required IClassifier Judged { get; init; }

    /// <summary>Models that are shown the images besides: name, whether the images are made with their help, and the
    /// model.</summary>
    public required IReadOnlyList<(string Name, bool Crafted, IClassifier Model)> Others { get; init; }

    /// <summary>Class to reach, from index and label; null where any wrong class will do.</summary>
    public Func<int, int, int>? Target { get; init; }

    /// <summary>Certified regions to search, by index, in place of one budget.</summary>
    public IReadOnlyDictionary<int, CertifiedRegion>? Regions { get; init; }

    public override IReadOnlyList<int> Indexes => indexes ??= Chosen();

    public override int BlockSize => study.Plan.Block;

    public override bool BlocksMatter => true;

    /// <summary>Space of a record's other models and of a stored image.</summary>
    public override long BytesPerItem => 256L * Others.Count
        + (study.Plan.Save == Saved.None ? 0 : sizeof(float) * (long)Subject.Images.ImageSize + 128);

    public override (string, Func<ItemRecord, bool>)? Tally =>
        ("adversarial", record => record is AttackRecord { Success: true });

    private AttackSession Session => session ??= new(Crafted, study.Victim.Oracle(attack.Needs), study.Victim.Judge, Judged);

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        int[] items = [.. block.Indexes];
        var x = Subject.Batch(items);
        // A certificate promises its own class, be it right or wrong: that class is to be left.
        int[] labels = [.. items.Select(i => Regions?[i].Class ?? Label(i))];
        double[] budgets = [.. items.Select(i => Regions?[i].Radius ?? study.Attack.Epsilon ?? double.PositiveInfinity)];
        long[] images = [.. items.Select(i => (long)i)];
        int[]? targets = Target is null ? null : [.. items.Select((i, k) => Target(i, labels[k]))];
        var outcomes = Session.Run(attack, x, labels, images, study.Attack.Norm, budgets, Subject.Rng, targets,
            attackAll: Others.Count > 0 || Regions is not null, block.Stop, (name, standing, of) =>
                block.Report(0, $"after {name}: {standing} of {of} attacked images standing"),
            UnfinishedBlock.Open(block.Folder, study.Question(), images, Subject.Images.ImageSize, block.Warn));
        var shown = Show(x, outcomes, images);
        var records = new List<AttackRecord>();
        for (int k = 0; k < items.Length; k++)
        {
            var record = Record(outcomes[k], budgets[k],
                [.. shown.Select(s => new TransferPart(s.Name, s.Crafted, s.Clean[k], s.Adversarial[k]))], block.Warn);
            if (study.Plan.Save == Saved.All || (study.Plan.Save == Saved.Found && outcomes[k].Success)
                || record.Certified is { Contradicted: true })
                Store(block.Folder, outcomes[k]);
            records.Add(record);
        }
        return records;
    }

    /// <summary>Nothing is left to go on from. All stored images in one file, as numpy reads it and as PyTorch does.</summary>
    public override void Finish(string folder, IReadOnlyList<ItemRecord> records)
    {
        UnfinishedBlock.Delete(folder);
        AttackRecord[] stored = [.. records.OfType<AttackRecord>().Where(r => File.Exists(Stored(folder, r.Index)))];
        if (study.Plan.Save == Saved.None || stored.Length == 0)
            return;
        var shape = Subject.Classifier.InputShape;
        NamedArray[] arrays =
        [
            NamedArray.Of("x_adv", [stored.Length, shape.Channels, shape.Height, shape.Width],
                stored.Select(r => NpyFile.Read(Stored(folder, r.Index)).ToSingle())),
            NamedArray.Of("y", stored.Select(r => (long)r.Label)),
            NamedArray.Of("index", stored.Select(r => (long)r.Index)),
            NamedArray.Of("y_adv", stored.Select(r => (long)(r.Adversarial ?? -1))),
            NamedArray.Of("success", stored.Select(r => r.Success ? 1L : 0)),
            NamedArray.Of("l1", stored.Select(r => r.L1)),
            NamedArray.Of("l2", stored.Select(r => r.L2)),
            NamedArray.Of("linf", stored.Select(r => r.Linf)),
        ];
        NpzWriter.Write(Path.Combine(folder, "adversarial.npz"), arrays);
        PyTorchWriter.Write(Path.Combine(folder, "adversarial.pt"), arrays);
    }

    /// <summary>The images asked for; of certificates, those that are certified.</summary>
    private IReadOnlyList<int> Chosen()
    {
        if (Regions is null)
            return Subject.Indexes;
        int[] certified = [.. Subject.Indexes.Where(Regions.ContainsKey)];
        return certified.Length > 0 ? certified
            : throw new UsageException("none of the chosen images is certified in the run that is cross-examined");
    }

    /// <summary>What the other models say of the clean and of the judged images.</summary>
    private List<(string Name, bool Crafted, int?[] Clean, int?[] Adversarial)> Show(Tensor x, AttackOutcome[] outcomes,
        long[] images)
    {
        var adversarial = stack([.. outcomes.Select(o => o.XAdv)]);
        return [.. Others.Select(other =>
        {
            var judge = new Judge(other.Model, study.Victim.Judge);
            int?[] Classes(Tensor shown, string draws) => judge.Classes(shown.to(other.Model.Device), images,
                Subject.Rng.Derive("others").Derive(other.Name).Derive(draws));
            return (other.Name, other.Crafted, Classes(x, "clean"), Classes(adversarial, "adversarial"));
        })];
    }

    private AttackRecord Record(AttackOutcome outcome, double budget, IReadOnlyList<TransferPart> others, Action<string> warn) =>
        new()
        {
            Index = (int)outcome.Image,
            Label = Label((int)outcome.Image),
            Attack = attack.Name,
            By = outcome.By == attack.Name ? null : outcome.By,
            Norm = study.Attack.Norm,
            Epsilon = double.IsFinite(budget) ? budget : null,
            Target = outcome.Target,
            Clean = outcome.CleanClass,
            Adversarial = outcome.Ruling.Class,
            Attacked = outcome.Attacked,
            Success = outcome.Success,
            Unrepeated = outcome.Unrepeated,
            Robust = outcome.CleanClass == Label((int)outcome.Image) && !outcome.Unrepeated
            && (outcome.Ruling.Class == outcome.CleanClass || !outcome.Ruling.Inside),
            L0 = outcome.Ruling.L0,
            L1 = outcome.Ruling.L1,
            L2 = outcome.Ruling.L2,
            Linf = outcome.Ruling.Linf,
            Queries = outcome.Queries,
            GradientPasses = outcome.GradientPasses,
            ZeroGradients = outcome.Vanished,
            NonFiniteGradients = outcome.NonFinite,
            GradientSnr = outcome.SignalToNoise,
            Others = others.Count > 0 ? others : null,
            Certified = Regions?[(int)outcome.Image] is { } region ? Examine(outcome, region, warn) : null,
        };

    private ExaminedPart Examine(AttackOutcome outcome, CertifiedRegion region, Action<string> warn)
    {
        bool contradicted = outcome.Ruling.Inside && outcome.Ruling.Class is int found && found != region.Class;
        if (contradicted)
        {
            warn(FormattableString.Invariant($"""
                CONTRADICTION at image {outcome.Image}: certified as class {region.Class} within {study.Attack.Norm} {region.Radius}, but an image inside is of class {outcome.Ruling.Class}; it is stored
                """));
        }
        return new ExaminedPart(region.Method, region.Class, region.Radius, region.FailureProbability, contradicted);
    }

    private static string Stored(string folder, long image) =>
        Path.Combine(folder, "adversarial", string.Create(CultureInfo.InvariantCulture, $"{image:D5}.npy"));

    private static void Store(string folder, AttackOutcome outcome)
    {
        Directory.CreateDirectory(Path.Combine(folder, "adversarial"));
        string path = Stored(folder, outcome.Image);
        NpyFile.Write(path, outcome.XAdv.shape, MemoryMarshal.Cast<byte, float>(outcome.XAdv.contiguous().bytes));
    }
}
