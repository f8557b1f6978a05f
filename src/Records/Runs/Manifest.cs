using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Audit.Records.Runs;

/// <summary>What a run was asked and how it was carried out; manifest.json. Written once, before the first record.</summary>
public sealed record Manifest
{
    /// <summary>The format that is written: 2, whose lines are chained by hash. Format 1 has no chain.</summary>
    public const int Current = 2;

    /// <summary>Version of the folder's format.</summary>
    public int Format { get; init; } = Current;

    /// <summary>Whether each line of the records carries its chain.</summary>
    [JsonIgnore]
    public bool IsChained => Format >= 2;

    /// <summary>Whether the records were made by others.</summary>
    [JsonIgnore]
    public bool IsImport => Command.StartsWith("import ", StringComparison.Ordinal);

    /// <summary>Identity of the run: a hash of command, question and shard. Computed, and checked when read.</summary>
    public string Key => RunKey.Of(this);

    public required string Command { get; init; }

    /// <summary>Every option that can change an answer, exactly as run, with the hashes of model and data.</summary>
    public required JsonObject Question { get; init; }

    /// <summary>What cannot change an answer: threads, batch size, device, folder.</summary>
    public JsonObject How { get; init; } = [];

    /// <summary>Versions of this program and of what it runs on.</summary>
    public JsonObject Versions { get; init; } = [];

    /// <summary>The part of the items that this run covers, i/n; absent for all of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Shard { get; init; }

    /// <summary>Number of items that the finished run holds; absent where it was not known beforehand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Items { get; init; }

    /// <summary>Start of the run, UTC, ISO 8601; information only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Started { get; init; }

    /// <summary>The manifest of the run over all shards.</summary>
    public Manifest WithoutShard() => this with { Shard = null, Items = null };
}
