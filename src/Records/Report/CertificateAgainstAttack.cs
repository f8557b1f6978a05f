using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Review;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>For each image what is proved and what was found: the largest certified ball and the smallest successful
/// attack.</summary>
public static class CertificateAgainstAttack
{
    private const int Most = 2000;

    /// <summary>An image in one norm.</summary>
    private sealed record Row(int Index, int Label, Norm Norm, IssuedCertificate? Certificate, double? Found, string? By,
        double? Searched, bool Contradicted);

    /// <summary>The table of a victim's runs, contradictions first; null where there is nothing to compare.</summary>
    /// <param name="runs">Runs of one victim.</param>
    public static Table? Of(IReadOnlyList<StoredRun> runs)
    {
        var names = LabelNames.Of(runs);
        var rows = Rows(runs);
        if (rows.Count == 0)
            return null;
        Column<Row>[] columns =
        [
            new("image", "image", r => Cells.Count(r.Index)), new("label", "true class", r => Cells.Text(names[r.Label])),
            new("norm", "norm", r => Cells.Text(r.Norm.Title())),
            new("certified", "certified class", r => Cells.Text(r.Certificate is { } c ? names[c.Class] : null)),
            new("radius", "certified radius", r => Cells.Number(r.Certificate?.Radius)),
            new("method", "by", r => Cells.Text(r.Certificate?.Method)),
            new("found", "smallest attack", r => Cells.Number(r.Found)), new("attack", "by", r => Cells.Text(r.By)),
            new("searched", "searched up to", r => Cells.Number(r.Searched)),
            new("standing", "together", r => Cells.Text(r.Contradicted ? "CONTRADICTED"
                : r.Found is not null && r.Certificate is not null ? "gap" : r.Found is not null ? "broken"
                : r.Certificate is null ? "open" : r.Searched is null ? "not examined" : "stands")),
        ];
        int certified = rows.Count(r => r.Certificate is not null);
        int examined = rows.Count(r => r.Certificate is not null && r.Searched is not null);
        return Table.Of("Certificate against attack, image by image", columns,
            rows.OrderByDescending(r => r.Contradicted).ThenBy(r => r.Index).Take(Most), [],
            [
                string.Create(CultureInfo.InvariantCulture,
                    $"{examined} of {certified} certificates examined, {rows.Count(r => r.Contradicted)} contradicted."),
                "certified radius: no perturbation up to it changes the class. smallest attack: the smallest perturbation found "
                    + "that leads to a class other than the certified one (of images without a certificate: to a wrong one). The "
                    + "truth lies between the two. searched up to: the largest ball that an attack looked through. Pixel units "
                    + "of [0,1].",
                .. rows.Count > Most ? (string[])[string.Create(CultureInfo.InvariantCulture,
                    $"The first {Most} of {rows.Count} rows; all are in the runs.")] : [],
            ]);
    }

    private static List<Row> Rows(IReadOnlyList<StoredRun> runs)
    {
        var certificates = IssuedCertificate.Of(runs).ToLookup(c => (c.Index, c.Norm));
        var attacks = runs.SelectMany(run => run.Records.OfType<AttackRecord>()).ToLookup(r => (r.Index, r.Norm));
        var contradicted = ContradictionSearch.Of(runs).Select(c => c.Index).ToHashSet();
        return [.. certificates.Select(c => c.Key).Concat(attacks.Select(a => a.Key)).Distinct().Select(key =>
        {
            var certificate = certificates[key].MaxBy(c => c.Radius);
            var tried = attacks[key].ToList();
            int label = certificate?.Label ?? tried[0].Label;
            var found = tried.Where(r => r.IsInside && r.Adversarial is int a && a != (certificate?.Class ?? label))
                .MinBy(r => r.Size);
            double[] searched = [.. tried.Where(r => r.Attacked || r.Certified is not null).Select(r => r.Epsilon ?? r.Size)];
            return new Row(key.Index, label, key.Norm, certificate, found?.Size, found?.Attack,
                searched.Length == 0 ? null : searched.Max(), contradicted.Contains(key.Index) && certificate is not null);
        })];
    }
}
