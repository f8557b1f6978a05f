using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Audit.Formats;

namespace Audit.Datasets.Fetching;

/// <summary>Downloads files, continuing what was begun, and keeps only what has the right digest.</summary>
public sealed class Fetcher(HttpClient client)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Makes a file be there: left alone where it is already right, continued where a part of it is.</summary>
    /// <param name="download">What to fetch.</param>
    /// <param name="folder">Where to; made where it is missing.</param>
    /// <param name="progress">Told the bytes so far.</param>
    /// <param name="stop">Stops between blocks; the part stays for the next time.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="DataFormatException">No address answers, or what came has another digest.</exception>
    public async Task<string> FetchAsync(Download download, string folder, Action<long> progress, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, download.Name), part = path + ".part";
        if (File.Exists(path) && await DigestAsync(path, stop) == download.Sha256)
            return path;
        Exception? last = null;
        foreach (var address in download.Addresses)
        {
            try
            {
                await TransferAsync(address, part, download.Bytes, progress, stop);
                string digest = await DigestAsync(part, stop);
                if (digest == download.Sha256)
                {
                    File.Move(part, path, overwrite: true);
                    return path;
                }
                File.Delete(part);
                last = new DataFormatException(path,
                    $"what {address} sent has SHA-256 {digest}, expected {download.Sha256}; it was deleted.");
            }
            catch (Exception e) when (e is HttpRequestException or IOException
                || (e is TaskCanceledException && !stop.IsCancellationRequested))
            {
                last = e;
            }
        }
        throw last as DataFormatException ?? new DataFormatException(path,
            $"cannot be fetched from {string.Join(" or ", download.Addresses.Select(a => a.Host))} "
            + $"({last?.Message.TrimEnd('.')}). Is this machine offline? What has arrived is kept; run the same command again, "
            + $"or put the file there by hand.", last);
    }

    /// <summary>Unpacks the files of a .tar.gz whose archive is right, flat or in one folder; nothing is written outside the
    /// target.</summary>
    public static void Unpack(string archive, string folder)
    {
        using var file = File.OpenRead(archive);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry() is { } entry)
        {
            string[] parts = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || parts.Length is 0 or > 2
                || parts.Contains(".."))
                continue;
            string target = Path.Combine([folder, .. parts]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            entry.ExtractToFile(target, overwrite: true);
        }
    }

    private async Task TransferAsync(Uri address, string part, long expected, Action<long> progress, CancellationToken stop)
    {
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have > expected)
            have = 0;
        if (have == expected)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        // A server that does not know ranges sends everything again.
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != have)
            have = 0;
        await using var source = await response.Content.ReadAsStreamAsync(stop);
        await using var target = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create);
        var buffer = new byte[BufferSize];
        while (await source.ReadAsync(buffer, stop) is var count and > 0)
        {
            have += count;
            if (have > expected)
                throw new IOException($"{address} sends more than the expected {expected} bytes");
            await target.WriteAsync(buffer.AsMemory(0, count), stop);
            progress(have);
        }
        if (have < expected)
            throw new IOException($"{address} ended after {have} of {expected} bytes");
    }

    private static async Task<string> DigestAsync(string path, CancellationToken stop)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop));
    }
}
