using Audit.Records.Diagnosis;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Review;

/// <summary>The runs that speak of one model on one data set, sorted by what they are. A claim is about one of its victims: the
/// network itself, or the classifier smoothed with one sigma.</summary>
public sealed class VictimRuns
{
    private static readonly string[] ModelParts = ["model_sha256", "model_read_as", "models", "defence", "data_sha256"];

    private VictimRuns(IReadOnlyList<StoredRun> all, IReadOnlyList<StoredRun> ofVictim) => (All, OfVictim) = (all, ofVictim);

    /// <summary>Every run of the model.</summary>
    public IReadOnlyList<StoredRun> All { get; }

    /// <summary>Those about the victim that the claim is about.</summary>
    public IReadOnlyList<StoredRun> OfVictim { get; }

    /// <summary>Certificates of bounds.</summary>
    public IEnumerable<(StoredRun Run, IReadOnlyList<BoundRecord> Records)> Bounds => Kind<BoundRecord>();

    /// <summary>Certificates of votes.</summary>
    public IEnumerable<(StoredRun Run, IReadOnlyList<CertifyRecord> Records)> Votes => Kind<CertifyRecord>();

    /// <summary>Attacks, cross-examinations among them.</summary>
    public IEnumerable<(StoredRun Run, IReadOnlyList<AttackRecord> Records)> Attacks => Kind<AttackRecord>();

    /// <summary>Spoofs of any certifier.</summary>
    public IEnumerable<(StoredRun Run, IReadOnlyList<ISpoof> Records)> Spoofs => OfVictim
        .Where(run => run.Records.Count > 0 && run.Records.All(r => r is ISpoof)).Select(run => (run, run.Spoofs()));

    /// <summary>Diagnoses; they are of the model as it stands, whatever is smoothed.</summary>
    public IEnumerable<StoredRun> Diagnoses => All.Where(run => run.Manifest.Command == "diagnose" && run.Records.Count > 0
        && run.Records.All(r => r is DiagnosisRecord));

    /// <summary>Runs of each model and data set, in the order in which they come.</summary>
    public static IReadOnlyList<IReadOnlyList<StoredRun>> ByModel(IEnumerable<StoredRun> runs) =>
        [.. runs.GroupBy(Model).Select(group => (IReadOnlyList<StoredRun>)[.. group])];

    /// <summary>The runs of one model, as a claim sees them.</summary>
    /// <param name="runs">Runs of one model.</param>
    /// <param name="sigma">Noise of the smoothed classifier that the claim is about; null for the network itself.</param>
    public static VictimRuns Of(IReadOnlyList<StoredRun> runs, double? sigma)
    {
        // A run of bounds has no sigma: it speaks of the network itself. Another precision or noise is another victim; the one
        // with most records is spoken of.
        var victims = runs.Where(run => run.Manifest.Number("sigma") == sigma)
            .GroupBy(run => Victim.Of(run.Manifest.Question).Identity)
            .OrderByDescending(group => group.Sum(run => run.Records.Count)).FirstOrDefault();
        return new(runs, victims is null ? [] : [.. victims]);
    }

    private IEnumerable<(StoredRun Run, IReadOnlyList<T> Records)> Kind<T>()
        where T : ItemRecord => OfVictim.Where(run => run.Records.Count > 0 && run.Records.All(r => r is T))
        .Select(run => (run, run.Of<T>()));

    private static string Model(StoredRun run) =>
        string.Join('|', ModelParts.Select(part => run.Manifest.Question[part]?.ToJsonString() ?? ""));
}
