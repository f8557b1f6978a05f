using Audit.Datasets;
using Audit.Inputs;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Studies.Subjects;

namespace Audit.Studies.Attacking;

/// <summary>A certify run under cross-examination: the victim that it speaks of, and the regions that it certifies.</summary>
/// <param name="Run">The run.</param>
public sealed record CertifiedVictim(StoredRun Run)
{
    /// <summary>Noise of the smoothed classifier; null where the network itself was certified.</summary>
    public double? Sigma => Run.Manifest.Number("sigma");

    /// <summary>Distribution of that noise, by name; null is Gaussian.</summary>
    public string? Noise => Run.Manifest.Text("noise");

    /// <summary>What the network is computed in.</summary>
    public ArithmeticOptions Arithmetic => new() { Precision = ArithmeticOptions.Read(Run.Manifest.Text("precision")) };

    /// <summary>Norm of the certified regions.</summary>
    public Norm Norm => Run.Records.Select(record => record switch
    {
        BoundRecord r => Norms.Of(r.Norm),
        CertifyRecord r => r.Norm
        ?? Norm.L2,
        _ => Norm.L2
    }).FirstOrDefault(Norm.L2);

    /// <param name="folder">Folder of a certify run.</param>
    /// <param name="warn">Told where the records are open to doubt.</param>
    public static CertifiedVictim Read(string folder, Action<string> warn)
    {
        var run = Records.Runs.Run.Read(folder);
        if (run.Doubt is { } doubt)
            warn(doubt);
        return new(run);
    }

    /// <summary>The certified region of each certified image, by index.</summary>
    /// <param name="victim">What is attacked.</param>
    /// <param name="images">Its images.</param>
    /// <exception cref="UsageException">The run is about something else, or nothing in it is certified.</exception>
    public IReadOnlyDictionary<int, CertifiedRegion> Regions(Victim victim, ImageSet images)
    {
        string name = $"--certificates {Run.Directory}";
        foreach (var (part, there, here) in Victim.Of(Run.Manifest.Question).Differences(victim))
            throw new UsageException($"{name}: its {part} is {there}, the attacked one is {here}");
        if (Run.Records.FirstOrDefault(record => record.Index >= images.Count
            || record.Label != images.Label(record.Index)) is { } wrong)
            throw new UsageException($"{name}: index {wrong.Index} has label {wrong.Label}, which is not that of the data");
        var regions = Run.Records.Select(record => (record.Index, Region: Of(record))).Where(r => r.Region is not null)
            .ToDictionary(r => r.Index, r => r.Region!);
        return regions.Count > 0 ? regions : throw new UsageException($"{name}: it holds no certificate");
    }

    /// <summary>The region of a record; null for abstentions and records that are no certificates.</summary>
    private static CertifiedRegion? Of(ItemRecord record) => record switch
    {
        // The ball of a smoothed certificate is open: its radius itself is not covered.
        CertifyRecord { Verdict: VerdictKind.Certified, Class: int c, Radius: > 0 } r =>
            new("smoothing", c, Math.BitDecrement(r.Radius), r.Alpha),
        BoundRecord { Verdict: VerdictKind.Certified, Radius: > 0 } r => new(r.Bound, r.Class, r.Radius, 0),
        _ => null,
    };
}
