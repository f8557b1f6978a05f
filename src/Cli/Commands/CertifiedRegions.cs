using Audit.Cli.Terminal;
using Audit.Records.Certificates;
using Audit.Records.Runs;

namespace Audit.Cli.Commands;

/// <summary>The certified regions of a certify run, as something to be searched for counterexamples.</summary>
/// <param name="Norm">Norm of the regions.</param>
/// <param name="Regions">Certificate of each certified image, by index.</param>
public sealed record CertifiedRegions(Norm Norm, IReadOnlyDictionary<int, CertifiedRegion> Regions)
{
    /// <summary>Reads a run and checks that it is about the same model and data.</summary>
    /// <param name="folder">Folder of a certify run.</param>
    /// <param name="question">The question of the attack so far.</param>
    /// <exception cref="UsageException">The run is about something else, or nothing in it is certified.</exception>
    public static CertifiedRegions Read(string folder, System.Text.Json.Nodes.JsonObject question)
    {
        var run = Records.Runs.Run.Read(folder);
        foreach (string name in (string[])["model_sha256", "model_read_as", "defence", "data", "split", "data_sha256"])
        {
            string there = run.Manifest.Question[name]?.ToJsonString() ?? "none", here = question[name]?.ToJsonString() ?? "none";
            if (there != here)
                throw new UsageException($"--certificates {folder}: its {name} is {there}, the attacked one is {here}");
        }
        var regions = run.Records.Select(record => (record.Index, Region: Of(record))).Where(r => r.Region is not null).ToDictionary(r => r.Index, r => r.Region!);
        if (regions.Count == 0)
            throw new UsageException($"--certificates {folder}: it holds no certificate");
        var norm = run.Records.Select(record => record switch { BoundRecord r => Norms.Of(r.Norm), CertifyRecord r => r.Norm ?? Norm.L2, _ => Norm.L2 }).First();
        return new(norm, regions);
    }

    /// <summary>The region of a record; null for abstentions and records that are no certificates.</summary>
    private static CertifiedRegion? Of(ItemRecord record) => record switch
    {
        // The ball of a smoothed certificate is open: its radius itself is not covered.
        CertifyRecord { Verdict: VerdictKind.Certified, Class: int c, Radius: > 0 } r => new("smoothing", c, Math.BitDecrement(r.Radius), r.Alpha),
        BoundRecord { Verdict: VerdictKind.Certified, Radius: > 0 } r => new(r.Bound, r.Class, r.Radius, 0),
        _ => null,
    };
}

/// <summary>One certificate.</summary>
/// <param name="Method">How it was issued.</param>
/// <param name="Class">The certified class, right or wrong.</param>
/// <param name="Radius">Size of the ball that it covers, boundary included.</param>
/// <param name="FailureProbability">Probability with which it may be wrong.</param>
public sealed record CertifiedRegion(string Method, int Class, double Radius, double FailureProbability);
