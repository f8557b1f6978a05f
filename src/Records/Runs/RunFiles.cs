using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Audit.Records.Runs;

/// <summary>The files of a run folder and how each is read and written.</summary>
internal static class RunFiles
{
    public const string ManifestName = "manifest.json";
    public const string RecordsName = "records.jsonl";
    public const string TimingName = "timing.jsonl";
    public const string LockName = "run.lock";
    public const string RetractedName = "retracted.json";
    public const string RecountName = "recount.jsonl";

    private static readonly JsonSerializerOptions Indented = new(RecordJson.Default.Options) { WriteIndented = true };

    /// <summary>Writes beside, flushes to the disk, renames: a manifest is whole or absent.</summary>
    public static void WriteManifest(string directory, Manifest manifest)
    {
        string path = Path.Combine(directory, ManifestName), temporary = path + ".tmp";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
        {
            RecordJson indented = new(new JsonSerializerOptions(Indented));
            JsonSerializer.Serialize(stream, manifest, indented.Manifest);
            stream.WriteByte((byte)'\n');
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
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
            Manifest manifest = JsonSerializer.Deserialize(json, RecordJson.Default.Manifest)
                ?? throw new RecordFormatException($"{path}: expected a manifest, got null.");
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

    /// <summary>The whole lines of records.jsonl; what follows the last newline was torn by a kill and is no record.</summary>
    public static IReadOnlyList<string> WholeLines(string directory)
    {
        string path = Path.Combine(directory, RecordsName);
        if (!File.Exists(path))
            return [];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string text = reader.ReadToEnd();
        int end = text.LastIndexOf('\n');
        return end < 0 ? [] : text[..end].Split('\n');
    }

    public static IReadOnlyList<ItemRecord> ParseAll(string directory, IReadOnlyList<string> lines)
    {
        string path = Path.Combine(directory, RecordsName);
        HashSet<int> seen = [];
        List<ItemRecord> records = new(lines.Count);
        for (int i = 0; i < lines.Count; i++)
        {
            ItemRecord record = RecordJson.Parse(lines[i], $"{path}, line {i + 1}");
            if (!seen.Add(record.Index))
                throw new RecordFormatException($"{path}, line {i + 1}: index {record.Index} is recorded twice.");
            records.Add(record);
        }

        return records;
    }
}
