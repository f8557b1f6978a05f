using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Sequential decisions beside the certificates of a run with a fixed number of samples, image by image.</summary>
public static class DecisionsTable
{
    public const string Kind = "decisions";

    private static readonly Column[] Columns =
    [
        new("run", "run"), new("key", "key"), new("fixed_run", "fixed run"), new("fixed_key", "fixed key"), new("images", "images"),
        new("sigma", "sigma"), new("alpha", "alpha"), new("n", "N"), new("radius", "radius"),
        new("fixed_accuracy", "fixed accuracy", IsProportion: true), new("accuracy", "sequential accuracy", IsProportion: true),
        new("fixed_certified", "fixed certified"), new("certified", "sequential certified"),
        new("agree", "agree", IsProportion: true), new("lost", "lost", IsProportion: true), new("gained", "gained"), new("undecided", "undecided"),
        new("samples_mean", "mean samples"), new("samples_median", "median samples"),
        new("saved_mean", "mean saved"), new("saved_median", "median saved"), new("saving", "saving"),
    ];

    /// <param name="runs">Runs with decided radii, and for each exactly one run with fixed n and the same sigma.</param>
    /// <exception cref="RunConflictException">There is no such pair, or its runs are about different images or models.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        RunCells[] starts = [.. runs.Select(RunCells.Of)];
        (RunCells Sequential, RunCells Fixed)[] pairs = [.. starts.Where(s => s.Decided().Count > 0).Select(s => (s, Partner(s, starts)))];
        if (pairs.Length == 0)
            throw new RunConflictException("None of the runs decided about radii: the decisions table needs one made with --decide, "
                + "and one with fixed n.");
        return new("Sequential decisions against a fixed number of samples", Columns,
            [.. pairs.SelectMany(pair => pair.Sequential.Decided().Select(radius => Row(pair.Sequential, pair.Fixed, radius)))],
            [.. RunCells.Warnings(runs)],
            [
                "images: those in both runs. certified: with any class; accuracy: with the right one. agree: both certify the same class at the radius, or neither "
                    + "certifies. lost: share of the fixed run's certificates that the sequential run lacks; gained: the other way round.",
                "samples: until this radius was settled, or all that were drawn if it was not (undecided). saved: the fixed run's N less that, an image. "
                    + "saving: N over the mean. The n0 selection samples are not counted. [low, high]: 95 % Clopper-Pearson interval.",
            ]);
    }

    private static RunCells Partner(RunCells sequential, RunCells[] starts)
    {
        RunCells[] partners = [.. starts.Where(s => !s.Sequential && s.Sigma == sequential.Sigma)];
        if (partners.Length != 1)
            throw new RunConflictException($"{sequential.Run.Directory} needs exactly one run with fixed n and sigma "
                + $"{Digits.Full(sequential.Sigma!.Value)} beside it, got {partners.Length}.");
        foreach (string part in new[] { "model_sha256", "data_sha256", "split" })
        {
            string? a = sequential.Run.Manifest.Question[part]?.ToJsonString(), b = partners[0].Run.Manifest.Question[part]?.ToJsonString();
            if (a != b)
                throw new RunConflictException($"{sequential.Run.Directory} and {partners[0].Run.Directory} differ in {part}: {a} and {b}.");
        }

        return partners[0];
    }

    private static IReadOnlyList<Cell> Row(RunCells start, RunCells other, double radius)
    {
        Dictionary<int, CertifyRecord> byIndex = other.Run.Of<CertifyRecord>().ToDictionary(r => r.Index);
        (CertifyRecord S, CertifyRecord F)[] pairs = [.. start.Run.Of<CertifyRecord>().Where(r => byIndex.ContainsKey(r.Index))
            .Select(r => (r, byIndex[r.Index]))];
        (CertifyRecord S, CertifyRecord F)[] both = [.. pairs.Where(p => p.S.CertifiedAt(radius) && p.F.CertifiedAt(radius) && p.S.Class == p.F.Class)];
        int certified = pairs.Count(p => p.S.CertifiedAt(radius)), atFixed = pairs.Count(p => p.F.CertifiedAt(radius));
        double[] samples = [.. pairs.Select(p => (double)(p.S.Sequential!.At(radius)!.At ?? p.S.Samples)).Order()];
        double n = other.N ?? 0, mean = samples.Length == 0 ? 0 : ArrayStatistics.Mean(samples), median = SortedArrayStatistics.Median(samples);
        return
        [
            new TextCell(RunCells.Name(start.Run)), new TextCell(start.Run.Manifest.Key),
            new TextCell(RunCells.Name(other.Run)), new TextCell(other.Run.Manifest.Key), new CountCell(pairs.Length),
            new SettingCell(start.Sigma!.Value), new SettingCell(start.Alpha!.Value), new SettingCell(n), new SettingCell(radius),
            new ProportionCell(pairs.Count(p => p.F.CorrectAt(radius)), pairs.Length),
            new ProportionCell(pairs.Count(p => p.S.CorrectAt(radius)), pairs.Length),
            new CountCell(atFixed), new CountCell(certified),
            new ProportionCell(pairs.Length - (atFixed - both.Length) - (certified - both.Length) + Disputed(pairs, radius), pairs.Length),
            new ProportionCell(atFixed - both.Length, atFixed), new CountCell(certified - both.Length),
            new CountCell(pairs.Count(p => p.S.Sequential!.At(radius)!.At is null)),
            .. samples.Length == 0 ? (Cell[])[new EmptyCell(), new EmptyCell(), new EmptyCell(), new EmptyCell(), new EmptyCell()]
                : [new NumberCell(mean), new NumberCell(median), new NumberCell(n - mean), new NumberCell(n - median), new NumberCell(n / mean)],
        ];
    }

    /// <summary>Images that the runs certify for different classes; each counts as lost and as gained, but disagrees once.</summary>
    private static int Disputed((CertifyRecord S, CertifyRecord F)[] pairs, double radius) =>
        pairs.Count(p => p.S.CertifiedAt(radius) && p.F.CertifiedAt(radius) && p.S.Class != p.F.Class);
}
