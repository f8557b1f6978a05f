using Audit.Inputs;
using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;
using static TorchSharp.torch;

namespace Audit.Studies.Screening;

/// <summary>Detectors of spoofed certificates, natural against spoofed images, with a row for each attacker.</summary>
public static class ScreenTable
{
    private sealed record Row(Detector Detector, string Attacker, string Run, int Natural, Roc? Roc);

    private static readonly Column<Row>[] Columns =
    [
        new("detector", "detector", r => Cells.Text(r.Detector.Name)), new("attacker", "attacker", r => Cells.Text(r.Attacker)),
        new("run", "run", r => Cells.Text(r.Run)), new("natural", "natural", r => Cells.Count(r.Natural)),
        new("spoofed", "spoofed", r => Cells.Count(r.Roc?.Total)),
        new("auc", "AUC", r => r.Roc is { } roc ? new IntervalCell(roc.Area, roc.Low, roc.High) : Cells.Empty,
            IsProportion: true),
        new("found", "found at 5 % false alarms", r => r.Roc is { } roc ? Cells.Share(roc.Found, roc.Total) : Cells.Empty,
            IsProportion: true),
    ];

    /// <summary>Scores the images of runs and tells them apart.</summary>
    /// <param name="run">Spoofs of smoothing by an attacker who knows of no detector; its clean images are the natural
    /// ones.</param>
    /// <param name="adaptive">Spoofs by attackers who do.</param>
    /// <param name="classifier">The base classifier of the runs.</param>
    /// <param name="modelSha256">Its hash.</param>
    /// <param name="threads">CPU cores; 0 is all.</param>
    /// <exception cref="UsageException">The runs are of another model, of other noise, or of no votes.</exception>
    public static Table Of(StoredRun run, IReadOnlyList<StoredRun> adaptive, IClassifier classifier, string modelSha256,
        int threads = 0)
    {
        using var scope = NewDisposeScope();
        var noise = Noise(run, modelSha256);
        foreach (var other in adaptive)
        {
            if (Noise(other, modelSha256) != noise)
                throw new UsageException($"{other.Directory} was certified under other noise than {run.Directory}");
        }
        int channels = classifier.InputShape.Channels;
        var natural = ScreenedRun.Natural(run, channels);
        var detectors = Detectors.Of(classifier, noise, [.. natural.Where(n => n.Side.Class == n.Label)],
            new Rng(0).Derive("screen"), threads);
        var rows = new List<Row>();
        foreach (var detector in detectors)
        {
            double[] clean = [.. natural.Select(detector.Score)];
            foreach (var spoofs in adaptive.Prepend(run))
            {
                double[] scores = [.. ScreenedRun.Spoofed(spoofs, channels).Select(detector.Score)];
                rows.Add(new(detector, Attacker(spoofs, ReferenceEquals(spoofs, run)), Path.GetFileName(spoofs.Directory),
                    clean.Length, Roc.Of(clean, scores)));
            }
            if (adaptive.Count == 0)
                rows.Add(new(detector, "knows the detector: NOT RUN", "-", clean.Length, null));
        }
        return Table.Of("Screening of certified images", Columns, rows, adaptive.Count > 0 ? []
            : ["NOT RUN: the attacker who knows the detectors. Without that row the others say nothing of safety: spoof "
                + "with --evade, --stop-radius or another --lambda-tv, and give the run as --adaptive."],
            [
                .. detectors.Select(d => $"{d.Name}: {d.About}."),
                "AUC: probability that a spoofed image scores higher than a natural one, [low, high] its 95 % interval "
                    + "(DeLong; natural and spoofed images count as independent). 0.5 is a coin.",
                "natural: clean images of the first run that have a certificate, right or wrong; spoofed: images with a "
                    + $"certificate for a wrong class. Shares of votes are of {Detectors.Samples} samples.",
            ]);
    }

    private static string Attacker(StoredRun run, bool first)
    {
        string attack = run.Manifest.Question["attack"]?.ToString() ?? "-";
        string evades = run.Manifest.Question["evade"]?.ToString() ?? "";
        return first ? attack : $"{attack}, adaptive{(evades.Length > 0 ? $" ({evades})" : "")}";
    }

    private static NoiseModel Noise(StoredRun run, string modelSha256)
    {
        if (run.Manifest.Question["model_sha256"]?.ToString() != modelSha256)
            throw new UsageException($"{run.Directory} is about another model than --model");
        var noise = run.Spoofs().Select(r => r.Setting.Votes?.Noise).Distinct().ToList();
        return noise is [{ } only] ? only
            : throw new UsageException($"{run.Directory} holds no spoofs of smoothed classifiers: screening needs votes");
    }
}
