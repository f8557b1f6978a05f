using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.Inputs.Settings;
using Audit.Networks.Engine;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Records.Runs;
using Audit.Studies.Subjects;

namespace Audit.Studies.Driving;

/// <summary>What a manifest says of the program, the machine and the files behind a run.</summary>
public static class Provenance
{
    /// <summary>Lower-case hex SHA-256 of a file.</summary>
    public static string FileHash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The commit that the program was built from; null where the build did not know.</summary>
    public static string? Commit { get; } = typeof(Provenance).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit]
        ? commit : null;

    /// <summary>A manifest for a run that is about to start.</summary>
    /// <param name="work">The study with everything loaded.</param>
    /// <param name="items">Items of this part of it.</param>
    /// <param name="request">The part, and what was warned of on the way.</param>
    public static Manifest Manifest(StudyWork work, int items, RunRequest request) => new()
    {
        Command = work.Study.Command,
        Question = work.Study.Question(),
        Items = items,
        Shard = request.Shard.Count > 1 ? request.Shard.ToString() : null,
        How = WithWords(WithWarnings(work.How, request.Warnings), request.Words),
        Versions = new JsonObject
        {
            ["audit"] = typeof(Provenance).Assembly.GetName().Version?.ToString(3),
            ["commit"] = Commit,
            ["libtorch"] = work is VictimWork ? TorchSharp.torch.__version__ : null,
            ["dotnet"] = Environment.Version.ToString(),
            ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        },
        Started = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture),
    };

    /// <summary>How a run is carried out: what cannot change its answers.</summary>
    /// <param name="subject">Model and images.</param>
    /// <param name="batch">Images or samples held at once; null where that is chosen on the way.</param>
    public static JsonObject How(Subject subject, int? batch) => new()
    {
        ["command_line"] = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
        ["model"] = subject.ModelPath,
        ["device"] = subject.Classifier.Device.ToString(),
        ["engine"] = subject.Classifier switch
        {
            CompiledClassifier => CompiledClassifier.EngineVersion,
            GraphClassifier => "libtorch",
            _ => null, // a black box knows itself what it runs on
        },
        ["batch"] = batch is { } held ? held : "auto",
        ["threads"] = subject.Threads == 0 ? TorchSharp.torch.get_num_threads() : subject.Threads,
        ["probe"] = subject.Probe is { } probe ? Describe(probe) : null,
    };

    private static JsonObject WithWarnings(JsonObject how, IReadOnlyList<string> warnings)
    {
        if (warnings.Count > 0)
            how["warnings"] = new JsonArray([.. warnings.Select(w => (JsonNode)w)]);
        return how;
    }

    /// <summary>Key of the words of a run's options under "how".</summary>
    public const string Options = "options";

    private static JsonObject WithWords(JsonObject how, Given? words)
    {
        var aside = RunRequest.Settings.Select(s => s.Name).ToHashSet();
        if (words is not null)
        {
            var given = words.Words.Where(w => !aside.Contains(w.Key)).OrderBy(w => w.Key, StringComparer.Ordinal);
            how[Options] = new JsonObject(given.Select(w =>
                KeyValuePair.Create(w.Key, (JsonNode?)new JsonArray([.. w.Value.Select(v => (JsonNode)v)]))));
        }
        return how;
    }

    /// <summary>What a probe found.</summary>
    public static JsonObject Describe(ProbeReport probe) => new()
    {
        ["images"] = probe.Images,
        ["calls"] = probe.Calls,
        ["largest_difference"] = probe.Largest,
        ["near_ties"] = probe.NearTies,
        ["traits"] = new JsonArray([.. probe.Findings.Select(f => (JsonNode)f.Trait.ToString())]),
        ["findings"] = new JsonArray([.. probe.Findings.Select(f => (JsonNode)f.Text)]),
    };
}
