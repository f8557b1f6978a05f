using Audit.Inputs;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>Logs that Cohen et al. (2019) published: tab-separated idx, label, predict, radius, correct, time.</summary>
public static class CohenLog
{
    private const string Header = "idx\tlabel\tpredict\tradius\tcorrect\ttime";

    /// <summary>One record a line. The log keeps neither counts nor settings: counts are null, settings are the
    /// caller's.</summary>
    /// <exception cref="RecordFormatException">The file is no such log; the message names path and line.</exception>
    public static IReadOnlyList<CertifyRecord> Read(
        string path, double sigma, long n0 = 100, long n = 100_000, double alpha = 0.001)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new RecordFormatException($"{path}, line 1: expected '{Header.Replace('\t', ' ')}'.");
        HashSet<int> seen = [];
        return [.. lines.Skip(1).Select((line, i) =>
        {
            string where = $"{path}, line {i + 2}";
            CertifyRecord record = Parse(line, where) with { Sigma = sigma, N0 = n0, N = n, Alpha = alpha };
            return seen.Add(record.Index) ? record
                : throw new RecordFormatException($"{where}: index {record.Index} is logged twice.");
        })];
    }

    private static CertifyRecord Parse(string line, string where)
    {
        string[] cells = line.Split('\t');
        if (cells.Length != 6
            || !Numbers.TryCount(cells[0], out int index)
            || !Numbers.TryCount(cells[1], out int label)
            || !Numbers.TryWhole(cells[2], out int predict) || predict < -1
            || !Numbers.TryReal(cells[3], out double radius) || !(radius >= 0)
            || cells[4] != (predict == label ? "1" : "0"))
            throw new RecordFormatException(
                $"{where}: expected six consistent cells, got {Shown.Name(line.Replace('\t', ' '))}.");
        bool certified = predict >= 0; // the log writes an abstention as class -1
        return new()
        {
            Index = index,
            Label = label,
            Verdict = certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = certified ? predict : null,
            Radius = certified ? radius : 0,
            Correct = certified && predict == label,
            Sigma = 0,
            N0 = 0,
            N = 0,
            Alpha = 0,
            Count = null,
            PLower = null,
            Reason = certified ? null : "abstained in the log",
            Source = "cohen",
        };
    }
}
