using System.Text.Json.Nodes;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Audit.Studies.Driving;

namespace Audit.Studies.Repeating;

/// <summary>The options of a run, from its own record.</summary>
internal static class RecordedWords
{
    /// <summary>The words.</summary>
    /// <param name="manifest">The run's manifest.</param>
    /// <param name="form">The options of its command.</param>
    /// <exception cref="UsageException">It has none, or they cannot be told apart.</exception>
    public static Given Of(Manifest manifest, StudyForm form) => manifest.How[Provenance.Options] is JsonObject options
        ? new(options.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. (p.Value as JsonArray ?? [])
            .Select(word => word?.ToString() ?? "")]))
        : Line(manifest.How["command_line"]?.ToString() ?? "", manifest.Command, form);

    /// <summary>Runs of before options were kept have their command line alone, its words joined by spaces.</summary>
    private static Given Line(string line, string command, StudyForm form)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] != command)
            throw new UsageException(words.Length == 0 ? "its manifest holds neither options nor a command line"
                : $"it is a step of audit {Shown.Text(words[0])}, made by a version that did not keep the options of its steps");
        var offers = form.Common.Concat(form.Modes.SelectMany(m => m.Options));
        var settings = RunRequest.Settings.Concat(offers.Select(o => o.Setting))
            .DistinctBy(s => s.Name).ToDictionary(s => s.Name);
        Dictionary<string, IReadOnlyList<string>> given = [];
        for (int at = 1; at < words.Length;)
        {
            string[] parts = words[at++].Split('=', 2);
            if (!parts[0].StartsWith("--", StringComparison.Ordinal) || !settings.TryGetValue(parts[0][2..], out var setting))
                throw new UsageException($"its command line cannot be read back at {Shown.Name(parts[0])}");
            List<string> values = [.. parts.Skip(1)];
            while (!setting.IsFlag && at < words.Length && !words[at].StartsWith("--", StringComparison.Ordinal))
                values.Add(words[at++]);
            given[setting.Name] = given.TryGetValue(setting.Name, out var before) ? [.. before, .. values] : values;
        }
        return new(given.Where(g => RunRequest.Settings.All(s => s.Name != g.Key)).ToDictionary(g => g.Key, g => g.Value));
    }
}
