using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Audit.Attacks;
using Audit.Inputs.Files;

namespace Audit.Studies.Attacking;

/// <summary>unfinished.json beside the records: what the attempts that are over have settled of the block in progress. A run that
/// was stopped goes on with the next attempt; it is never evidence, for the records are judged again.</summary>
/// <remarks>The first line is the SHA-256 of the rest, so that a damaged file is noticed; the block then starts from its
/// beginning.</remarks>
internal static class UnfinishedBlock
{
    private const string FileName = "unfinished.json";
    private const int Digest = 64;

    /// <summary>No run holds larger blocks than this (10,000 images of 64x64); a larger file is none of ours.</summary>
    private const long LargestFile = 4L << 30;

    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The log of a block's attempts, from where it ends.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="question">What the run is asked.</param>
    /// <param name="images">The block's images.</param>
    /// <param name="imageSize">Numbers of an image.</param>
    /// <param name="warn">Told of a file that cannot be used.</param>
    public static AttemptLog Open(string folder, JsonObject question, IReadOnlyList<long> images, int imageSize,
        Action<string> warn)
    {
        string key = Hash(Encoding.UTF8.GetBytes($"{question.ToJsonString()} {string.Join(' ', images)}"));
        string path = Path.Combine(folder, FileName);
        return new AttemptLog(Read(path, key, images.Count, imageSize, warn), levels => Write(path, new Stored(key, levels)));
    }

    /// <summary>The run has ended.</summary>
    public static void Delete(string folder)
    {
        foreach (string name in (string[])[FileName, $"{FileName}.tmp"])
            File.Delete(Path.Combine(folder, name));
    }

    private static IReadOnlyList<SettledAttempts?> Read(string path, string key, int images, int imageSize,
        Action<string> warn)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > Digest and < LargestFile })
            return [];
        try
        {
            var bytes = File.ReadAllBytes(path).AsSpan();
            var body = bytes[(Digest + 1)..];
            if (!bytes[..Digest].SequenceEqual(Encoding.ASCII.GetBytes(Hash(body))))
                throw new JsonException("its hash is that of another file");
            var stored = JsonSerializer.Deserialize<Stored>(body, Options);
            // Of an earlier block, or of a question that was changed since: nothing to go on from.
            if (stored?.Key != key)
                return [];
            return stored.Levels.All(level => level is null || Fits(level, images, imageSize)) ? stored.Levels
                : throw new JsonException("its lists have different lengths");
        }
        catch (JsonException e)
        {
            warn($"{path} is damaged ({e.Message}); the block starts from its beginning");
            return [];
        }
    }

    private static bool Fits(SettledAttempts level, int images, int imageSize)
    {
        int count = level.Found.Length;
        return level.Done >= 0 && count <= images && level.Share.Length == count && level.By.Length == count
            && level.XAdv.LongLength == (long)count * imageSize * sizeof(float)
            && level.Spent.Ratios.Length == images && level.Spent.Counts.All(c => c.Length == images);
    }

    private static void Write(string path, Stored stored)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(stored, Options);
        using var file = new WholeFile(path);
        file.Stream.Write(Encoding.ASCII.GetBytes($"{Hash(body)}\n"));
        file.Stream.Write(body);
        file.Commit();
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <param name="Key">Hash of question and images.</param>
    /// <param name="Levels">Attempts within attempts, the outermost first.</param>
    private sealed record Stored(string Key, IReadOnlyList<SettledAttempts?> Levels);
}
