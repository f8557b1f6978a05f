using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Audit.Inputs.Files;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>The files of a run folder and how each is read and written.</summary>
internal static class RunFiles
{
    public const string ManifestName = "manifest.json";
    public const string RecordsName = "records.jsonl";
    public const string TimingName = "timing.jsonl";
    public const string LockName = "run.lock";
    public const string UnfinishedName = "unfinished.json";
    public const string RetractedName = "retracted.json";
    public const string RecountName = "recount.jsonl";

    private static readonly JsonSerializerOptions Indented = new(RunJson.Default.Options) { WriteIndented = true };

    public static void WriteManifest(string directory, Manifest manifest) =>
        WriteWhole(Path.Combine(directory, ManifestName), manifest, indented => indented.Manifest);

    /// <summary>Writes a value as indented JSON.</summary>
    public static void WriteWhole<T>(string path, T value, Func<RunJson, JsonTypeInfo<T>> type)
    {
        using WholeFile file = new(path);
        JsonSerializer.Serialize(file.Stream, value, type(new(new JsonSerializerOptions(Indented))));
        file.Stream.WriteByte((byte)'\n');
        file.Commit();
    }

    /// <summary>Why the run's records are not to be used; null where nothing speaks against them.</summary>
    private static string? Retraction(string directory)
    {
        string path = Path.Combine(directory, RetractedName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path))?["reason"]?.GetValue<string>() ?? "no reason is given";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return $"{RetractedName} cannot be read";
        }
    }

    /// <exception cref="RecordFormatException">There is none, it is no manifest, or the run was retracted.</exception>
    public static Manifest ReadManifest(string directory)
    {
        string path = Path.Combine(directory, ManifestName);
        if (!File.Exists(path))
            throw new RecordFormatException($"{directory} is no run folder: it has no {ManifestName}.");
        if (Retraction(directory) is string reason)
            throw new RecordFormatException($"{directory} was retracted, its records are not to be used: {reason}");
        try
        {
            byte[] json = File.ReadAllBytes(path);
            if (StrictJson.Problem(json) is string problem)
                throw new RecordFormatException($"{path}: {problem}.");
            Manifest manifest = JsonSerializer.Deserialize(json, RunJson.Default.Manifest)
                ?? throw new RecordFormatException($"{path}: expected a manifest, got null.");
            if (manifest.Format is < 1 or > Manifest.Current)
                throw new RecordFormatException(
                    $"{path}: format {manifest.Format} is of a later version of this program, which reads 1 to "
                    + $"{Manifest.Current}.");
            using JsonDocument document = JsonDocument.Parse(json);
            string? key = document.RootElement.TryGetProperty("key", out JsonElement stored) ? stored.GetString() : null;
            return key == manifest.Key ? manifest : throw new RecordFormatException(
                $"{path}: the key is {key}, but command, question and shard give {manifest.Key}; was it edited?");
        }
        catch (JsonException e)
        {
            throw new RecordFormatException($"{path}: not a manifest: {e.Message}", e);
        }
    }
}
