using System.Text.Json.Nodes;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.ImportStudy>;

namespace Audit.Studies;

/// <summary>A certification log of Cohen et al. 2019 as a run of ours.</summary>
public sealed record ImportStudy : Study
{
    /// <summary>SHA-256 of the log.</summary>
    public string LogSha256 { get; init; } = "";

    /// <summary>Noise that the log was certified with.</summary>
    public double Sigma { get; init; }

    /// <summary>Selection samples of the log.</summary>
    public long N0 { get; init; } = 100;

    /// <summary>Estimation samples of the log.</summary>
    public long N { get; init; } = 100_000;

    /// <summary>Failure probability of the log.</summary>
    public double Alpha { get; init; } = 0.001;

    /// <summary>The options as users give them and questions store them: the log does not hold them.</summary>
    public static IReadOnlyList<Setting<ImportStudy>> Settings { get; } =
    [
        Declare.Part("source", _ => "cohen"),
        Declare.Part("log_sha256", o => o.LogSha256),
        Declare.Real("sigma", "Noise that the log was certified with", o => o.Sigma, (o, v) => o with { Sigma = v },
            Limits.Sigma) with { IsNeeded = true },
        Declare.Whole("n0", "Selection samples of the log", o => o.N0, (o, v) => o with { N0 = v }, Limits.Counted),
        Declare.Whole("n", "Estimation samples of the log", o => o.N, (o, v) => o with { N = v }, Limits.Counted),
        Declare.Real("alpha", "Failure probability of the log", o => o.Alpha, (o, v) => o with { Alpha = v }, Limits.Probability),
    ];

    /// <inheritdoc/>
    public override string Command => "import cohen";

    /// <inheritdoc/>
    public override string Table => CertifiedAccuracyTable.Kind;

    /// <summary>Reads a log.</summary>
    /// <param name="given">Its settings.</param>
    /// <param name="log">The file.</param>
    /// <param name="warn">Told what a user should know before trusting results.</param>
    public static StudyWork Open(Given given, string log, Action<string> warn)
    {
        var study = given.Read(Settings, new()) with { LogSha256 = Provenance.FileHash(log) };
        StudyForm.WarnOfAlpha(study.Alpha, warn);
        return new ImportWork(study, log, CohenLog.Read(log, study.Sigma, study.N0, study.N, study.Alpha));
    }

    /// <inheritdoc/>
    protected override void Describe(JsonObject question) => Settings.Describe(this, question);
}
