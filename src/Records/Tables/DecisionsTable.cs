using Audit.Records.Items;
using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Sequential decisions beside the certificates of a run with a fixed number of samples, image by image.</summary>
public static class DecisionsTable
{
    public const string Kind = "decisions";

    /// <summary>One radius that a sequential run decided about, on the images that both runs hold.</summary>
    private sealed record Row(RunCells Sequential, RunCells Fixed, double Radius)
    {
        public IReadOnlyList<(CertifyRecord S, CertifyRecord F)> Pairs { get; } = Shared(Sequential.Run, Fixed.Run);

        public int Certified => Pairs.Count(p => p.S.CertifiedAt(Radius));

        public int FixedCertified => Pairs.Count(p => p.F.CertifiedAt(Radius));

        /// <summary>Images that both runs certify for one class.</summary>
        public int Both => Pairs.Count(p => p.S.CertifiedAt(Radius) && p.F.CertifiedAt(Radius) && p.S.Class == p.F.Class);

        /// <summary>Images that the runs certify for different classes; each counts as lost and as gained, but disagrees
        /// once.</summary>
        public int Disputed => Pairs.Count(p => p.S.CertifiedAt(Radius) && p.F.CertifiedAt(Radius) && p.S.Class != p.F.Class);

        public int Agree => Pairs.Count - (FixedCertified - Both) - (Certified - Both) + Disputed;

        /// <summary>Samples until the radius was settled, or all that were drawn, ascending.</summary>
        public double[] Samples => [.. Pairs.Select(p => (double)(p.S.Sequential!.At(Radius)!.At ?? p.S.Samples)).Order()];

        public double N => Fixed.N ?? 0;

        private static (CertifyRecord S, CertifyRecord F)[] Shared(StoredRun sequential, StoredRun other)
        {
            var byIndex = other.Of<CertifyRecord>().ToDictionary(r => r.Index);
            return [.. sequential.Of<CertifyRecord>().Where(r => byIndex.ContainsKey(r.Index))
                .Select(r => (r, byIndex[r.Index]))];
        }
    }

    private static readonly Column<Row>[] Columns =
    [
        new("run", "run", r => Cells.Text(RunCells.Name(r.Sequential.Run))),
            new("key", "key", r => Cells.Text(r.Sequential.Run.Manifest.Key)),
        new("fixed_run", "fixed run", r => Cells.Text(RunCells.Name(r.Fixed.Run))),
            new("fixed_key", "fixed key", r => Cells.Text(r.Fixed.Run.Manifest.Key)),
        new("images", "images", r => Cells.Count(r.Pairs.Count)),
        new("sigma", "sigma", r => Cells.Setting(r.Sequential.Noise?.Sigma)),
            new("alpha", "alpha", r => Cells.Setting(r.Sequential.Alpha)),
        new("n", "N", r => Cells.Setting(r.N)), new("radius", "radius", r => Cells.Setting(r.Radius)),
        new("fixed_accuracy", "fixed accuracy", r => Cells.Share(r.Pairs.Count(p => p.F.CorrectAt(r.Radius)), r.Pairs.Count),
            IsProportion: true),
        new("accuracy", "sequential accuracy", r => Cells.Share(r.Pairs.Count(p => p.S.CorrectAt(r.Radius)), r.Pairs.Count),
            IsProportion: true),
        new("fixed_certified", "fixed certified", r => Cells.Count(r.FixedCertified)),
            new("certified", "sequential certified", r => Cells.Count(r.Certified)),
        new("agree", "agree", r => Cells.Share(r.Agree, r.Pairs.Count), IsProportion: true),
        new("lost", "lost", r => Cells.Share(r.FixedCertified - r.Both, r.FixedCertified), IsProportion: true),
        new("gained", "gained", r => Cells.Count(r.Certified - r.Both)),
        new("undecided", "undecided", r => Cells.Count(r.Pairs.Count(p => p.S.Sequential!.At(r.Radius)!.At is null))),
        new("samples_mean", "mean samples", r => Cells.Statistic(r.Samples, ArrayStatistics.Mean)),
        new("samples_median", "median samples", r => Cells.Statistic(r.Samples, SortedArrayStatistics.Median)),
        new("saved_mean", "mean saved", r => Cells.Statistic(r.Samples, samples => r.N - ArrayStatistics.Mean(samples))),
        new("saved_median", "median saved", r => Cells.Statistic(r.Samples, samples =>
            r.N - SortedArrayStatistics.Median(samples))),
        new("saving", "saving", r => Cells.Statistic(r.Samples, samples => r.N / ArrayStatistics.Mean(samples))),
    ];

    /// <param name="runs">Runs with decided radii, and for each exactly one run with fixed n and the same sigma.</param>
    /// <exception cref="RunConflictException">There is no such pair, or its runs are about different images or
    /// models.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        RunCells[] starts = [.. runs.Select(RunCells.Of)];
        (RunCells Sequential, RunCells Fixed)[] pairs = [.. starts.Where(s => s.Decided().Count > 0)
            .Select(s => (s, Partner(s, starts)))];
        if (pairs.Length == 0)
            throw new RunConflictException(
                "None of the runs decided about radii: the decisions table needs one made with --decide, "
                + "and one with fixed n.");
        return Table.Of("Sequential decisions against a fixed number of samples", Columns,
            pairs.SelectMany(pair => pair.Sequential.Decided().Select(radius => new Row(pair.Sequential, pair.Fixed, radius))),
            [.. RunCells.Warnings(runs)],
            [
                "images: those in both runs. certified: with any class; accuracy: with the right one. agree: both certify the "
                    + "same class at the radius, or neither "
                    + "certifies. lost: share of the fixed run's certificates that the sequential run lacks; gained: the other "
                    + "way round.",
                "samples: until this radius was settled, or all that were drawn if it was not (undecided). saved: the fixed "
                    + "run's N less that, an image. "
                    + "saving: N over the mean. The n0 selection samples are not counted. [low, high]: 95 % Clopper-Pearson "
                    + "interval.",
            ]);
    }

    private static RunCells Partner(RunCells sequential, RunCells[] starts)
    {
        RunCells[] partners = [.. starts.Where(s => !s.Sequential && s.Noise == sequential.Noise)];
        if (partners.Length != 1)
            throw new RunConflictException($"{sequential.Run.Directory} needs exactly one run with fixed n and sigma "
                + $"{Digits.Full(sequential.Noise!.Sigma)} beside it, got {partners.Length}.");
        foreach (var (part, mine, other) in Victim.Of(sequential.Run.Manifest.Question)
            .Differences(Victim.Of(partners[0].Run.Manifest.Question)))
            throw new RunConflictException(
                $"{sequential.Run.Directory} and {partners[0].Run.Directory} differ in {part}: {mine} and {other}.");
        return partners[0];
    }
}
