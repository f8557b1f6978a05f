using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Diagnosis;

/// <summary>The records of a diagnosis, ready to be compared image by image.</summary>
public sealed class DiagnosisEvidence
{
    private readonly IReadOnlyList<DiagnosisRecord> probed;

    /// <exception cref="RecordFormatException">The run is no diagnosis.</exception>
    public DiagnosisEvidence(StoredRun run)
    {
        var records = run.Of<DiagnosisRecord>();
        Run = run;
        Images = records.Count;
        probed = [.. records.Where(r => r.Correct)];
        Facts = [.. probed.Select(r => r.Gradient ?? throw new RecordFormatException(
            $"{run.Directory}: index {r.Index} is classified correctly and needs a 'gradient'."))];
        Question = new DiagnosisQuestion(run);
    }

    /// <summary>The run.</summary>
    public StoredRun Run { get; }

    /// <summary>What was asked.</summary>
    public DiagnosisQuestion Question { get; }

    /// <summary>All images.</summary>
    public int Images { get; }

    /// <summary>Images that are classified correctly as they are: the ones that were probed.</summary>
    public int Probed => probed.Count;

    /// <summary>Gradients at the probed images.</summary>
    public IReadOnlyList<GradientFacts> Facts { get; }

    /// <summary>The settings that were tried with some attack, in the order of the records.</summary>
    public IReadOnlyList<(string Attack, double Epsilon, int Steps, double StepSize, int Draws)> Settings(Func<Trial,
        bool> which) =>
        [.. probed.SelectMany(r => r.Trials).Where(which).Select(t => t.Setting).Distinct()];

    /// <summary>The trial of each probed image that fits; null where there is none.</summary>
    public IReadOnlyList<Trial?> Of(Func<Trial, bool> which) => [.. probed.Select(r => r.Trials.FirstOrDefault(which))];

    /// <summary>The attack that the model's makers would have run: iterated, one draw, at the budget asked about.</summary>
    public bool IsBase(Trial t) => t.Attack == Trial.Iterated && t.Epsilon == Question.Epsilon && t.Steps == Question.Steps
        && t.StepSize == Question.StepSize && t.Draws == 1;

    /// <summary>How two kinds of trials compare on the images that had both.</summary>
    public Comparison Compare(Func<Trial, bool> first, Func<Trial, bool> second)
    {
        var (a, b) = (Of(first), Of(second));
        int pairs = 0, ofFirst = 0, ofSecond = 0, onlyFirst = 0, onlySecond = 0;
        for (int k = 0; k < probed.Count; k++)
        {
            if (a[k] is not { } x || b[k] is not { } y)
                continue;
            pairs++;
            ofFirst += x.Fooled ? 1 : 0;
            ofSecond += y.Fooled ? 1 : 0;
            onlyFirst += x.Fooled && !y.Fooled ? 1 : 0;
            onlySecond += y.Fooled && !x.Fooled ? 1 : 0;
        }
        return new Comparison(pairs, ofFirst, ofSecond, onlyFirst, onlySecond);
    }

    /// <summary>Images classified correctly, also after the attacks that fit: the robust accuracy against their worst case, over
    /// all images.</summary>
    public ShareOf Standing(params Func<Trial, bool>[] attacks) =>
        new(probed.Count(r => !r.Trials.Any(t => t.Fooled && attacks.Any(which => which(t)))), Images);

    /// <summary>Median of what the probed images say; null where none says anything.</summary>
    public double? Median(Func<GradientFacts, double?> what)
    {
        double[] values = [.. Facts.Select(what).OfType<double>().Order()];
        return values.Length == 0 ? null : values.Length % 2 == 1 ? values[values.Length / 2]
            : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }

    /// <summary>At how many probed images something is so.</summary>
    public ShareOf Share(Func<GradientFacts, bool> what) => new(Facts.Count(what), Facts.Count);
}

/// <summary>A count of a total.</summary>
public readonly record struct ShareOf(int Count, int Total)
{
    /// <summary>The quotient; NaN of nothing.</summary>
    public double Value => Total == 0 ? double.NaN : (double)Count / Total;
}

/// <summary>Two attacks on the same images.</summary>
/// <param name="Pairs">Images that had both.</param>
/// <param name="First">Fooled by the first.</param>
/// <param name="Second">Fooled by the second.</param>
/// <param name="OnlyFirst">Fooled by the first alone.</param>
/// <param name="OnlySecond">Fooled by the second alone.</param>
public readonly record struct Comparison(int Pairs, int First, int Second, int OnlyFirst, int OnlySecond)
{
    /// <summary>p-value of "the first is no better".</summary>
    public double FirstIsBetter => PairedTest.FirstIsBetter(OnlyFirst, OnlySecond);

    /// <summary>p-value of "the second is no better".</summary>
    public double SecondIsBetter => PairedTest.FirstIsBetter(OnlySecond, OnlyFirst);
}
