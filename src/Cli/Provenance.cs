using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.Formats;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Engine;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Records.Runs;

namespace Audit.Cli;

/// <summary>What a manifest says of the program, the machine and the files behind a run.</summary>
public static class Provenance
{
    /// <summary>Lower-case hex SHA-256 of a file.</summary>
    public static string FileHash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>A manifest for a run that is about to start.</summary>
    public static Manifest Manifest(string command, JsonObject question, int items, Shard? shard, JsonObject how) => new()
    {
        Command = command,
        Question = question,
        Items = items,
        Shard = shard is { Count: > 1 } ? shard.ToString() : null,
        How = how,
        Versions = new JsonObject
        {
            ["audit"] = typeof(Provenance).Assembly.GetName().Version?.ToString(3),
            ["libtorch"] = TorchSharp.torch.__version__,
            ["dotnet"] = Environment.Version.ToString(),
            ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        },
        Started = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture),
    };

    /// <summary>How a run is carried out: what cannot change its answers.</summary>
    public static JsonObject How(string modelPath, IClassifier classifier, int batch, int threads, ProbeReport? probe = null) => new()
    {
        ["command_line"] = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
        ["model"] = modelPath,
        ["device"] = classifier.Device.ToString(),
        ["engine"] = classifier switch
        {
            CompiledClassifier => CompiledClassifier.EngineVersion,
            GraphClassifier => "libtorch",
            _ => null, // a black box knows itself what it runs on
        },
        ["batch"] = batch == 0 ? "auto" : batch,
        ["threads"] = threads == 0 ? TorchSharp.torch.get_num_threads() : threads,
        ["probe"] = probe is null ? null : Describe(probe),
    };

    /// <summary>What a probe found.</summary>
    public static JsonObject Describe(ProbeReport probe) => new()
    {
        ["images"] = probe.Images,
        ["calls"] = probe.Calls,
        ["largest_difference"] = probe.Largest,
        ["near_ties"] = probe.NearTies,
        ["findings"] = new JsonArray([.. probe.Findings.Select(f => (JsonNode)f.Text)]),
    };
}
