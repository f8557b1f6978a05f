using System.Globalization;
using Audit.Records.Runs;

namespace Audit.Records.Report;

/// <summary>Names of classes, where a run's question holds them; their numbers otherwise.</summary>
internal sealed class LabelNames
{
    private readonly IReadOnlyList<string> names;

    private LabelNames(IReadOnlyList<string> names) => this.names = names;

    /// <summary>The name of a class, with its number.</summary>
    public string this[int label] => label >= 0 && label < names.Count && names[label] != Number(label)
        ? $"{names[label]} ({Number(label)})" : Number(label);

    /// <summary>The names that any of the runs knows; all of one data set.</summary>
    public static LabelNames Of(IEnumerable<StoredRun> runs) =>
        new(runs.Select(run => run.Manifest.Texts("class_names")).FirstOrDefault(n => n is not null) ?? []);

    private static string Number(int label) => label.ToString(CultureInfo.InvariantCulture);
}
