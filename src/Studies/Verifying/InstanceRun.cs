using System.Globalization;
using System.Text;
using Audit.Bounds.Complete;
using Audit.Inputs;

namespace Audit.Studies.Verifying;

/// <summary>Many instances one after another; each result is a line of a file, and what is there is not run again.</summary>
/// <param name="list">The list's file.</param>
/// <param name="networks">Another folder to look for networks in; null for none.</param>
/// <param name="results">CSV file, made where it is not there.</param>
/// <param name="options">Effort; its seconds bound those of the list.</param>
public sealed class InstanceRun(string list, string? networks, string results, CompleteOptions options)
{
    private const string Header = "category,network,property,verdict,seconds,subproblems,gap,limit_s,expected";

    /// <summary>Runs what is left and tells of each line.</summary>
    /// <returns>All lines of the list that have a result, with it: (instance, verdict, seconds).</returns>
    /// <exception cref="UsageException">The results are of other columns.</exception>
    public IReadOnlyList<(VerificationInstance Instance, string Verdict, double Seconds)> Run(Action<string> tell,
        CancellationToken stop)
    {
        var known = Known();
        var found = new List<(VerificationInstance, string, double)>();
        foreach (var instance in VerificationInstance.Read(list))
        {
            if (stop.IsCancellationRequested)
                break;
            double limit = Math.Min(instance.Seconds, options.Seconds);
            if (!known.TryGetValue(instance.Key, out var result))
            {
                var outcome = One(instance, limit, stop);
                if (stop.IsCancellationRequested)
                    break;
                string line = string.Create(CultureInfo.InvariantCulture,
                    $"{instance.Key},{outcome.Verdict},{outcome.Seconds:F3},"
                    + $"{outcome.Subproblems},{outcome.Gap:G4},{limit},{instance.Expected}");
                File.AppendAllText(results, line + "\n");
                tell(outcome.Problem is null ? line : $"{line}: {outcome.Problem}");
                result = (outcome.Verdict, outcome.Seconds);
            }
            found.Add((instance, result.Verdict, result.Seconds));
        }
        return found;
    }

    /// <summary>Counts by category: solved in time, wrong ones, and how many within some seconds.</summary>
    public static string Table(IReadOnlyList<(VerificationInstance Instance, string Verdict, double Seconds)> found)
    {
        var text = new StringBuilder(
            "| category | instances | holds | violated | timeout | error | wrong | within 1 s | 10 s | 60 s | seconds |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var group in found.GroupBy(f => f.Instance.Category).Select(g => (g.Key, All: g.ToList()))
            .Append((Key: "all", All: found.ToList())))
        {
            int Count(string verdict) => group.All.Count(f => f.Verdict == verdict);
            bool Solved((VerificationInstance, string Verdict, double) f) => f.Verdict is "holds" or "violated";
            int Within(double seconds) => group.All.Count(f => Solved(f) && f.Seconds <= seconds);
            int wrong = group.All.Count(f => Solved(f) && f.Instance.Expected is "holds" or "violated"
                && f.Instance.Expected != f.Verdict);
            text.Append(CultureInfo.InvariantCulture,
                $"| {(group.Key.Length == 0 ? "-" : group.Key)} | {group.All.Count} | {Count("holds")} | "
                + $"{Count("violated")} | {Count("timeout")} | {Count("error")} | {wrong} | {Within(1)} | {Within(10)} | "
                + $"{Within(60)} | "
                + $"{group.All.Sum(f => f.Seconds):F1} |\n");
        }
        return text.ToString().TrimEnd();
    }

    private PropertyOutcome One(VerificationInstance instance, double limit, CancellationToken stop)
    {
        try
        {
            return PropertyCheck.Run(instance.NetworkFile(list, networks), instance.PropertyFile(list),
                options with { Seconds = limit }, stop);
        }
        catch (InputException e)
        {
            return new PropertyOutcome("error", 0, 0, 0, null, null, e.Message);
        }
    }

    private Dictionary<string, (string Verdict, double Seconds)> Known()
    {
        if (!File.Exists(results))
        {
            File.WriteAllText(results, Header + "\n");
            return [];
        }
        string text = File.ReadAllText(results);
        if (!text.StartsWith(Header + "\n", StringComparison.Ordinal))
            throw new UsageException($"{results} holds other columns than results have ({Header}): give another file with --out");
        // A line that was cut while it was written is written again.
        int end = text.LastIndexOf('\n') + 1;
        if (end < text.Length)
            File.WriteAllText(results, text[..end]);
        var known = new Dictionary<string, (string, double)>(StringComparer.Ordinal);
        foreach (string[] cells in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(l => l.Split(',')))
            known[string.Join(',', cells.Take(3))] = (cells[3], Numbers.TryReal(cells[4], out double seconds) ? seconds : 0);
        return known;
    }
}
