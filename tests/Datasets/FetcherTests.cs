using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Audit.Datasets;
using Audit.Datasets.Fetching;
using Audit.Formats;

namespace Audit.Tests.Datasets;

/// <summary>Downloads against a server on this machine.</summary>
public class FetcherTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(k => (byte)(k * 7 + k / 256))];

    [Fact]
    public async Task Fetch_WholeFile_ArrivesOnceAndIsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        using var server = new TestServer(Content);
        using var client = new HttpClient();
        long seen = 0;
        string path = await new Fetcher(client).FetchAsync(server.Download, folder.Path, done => seen = done, default);
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.Equal(Content.Length, seen);
        await new Fetcher(client).FetchAsync(server.Download, folder.Path, _ => { }, default);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_CutOff_ContinuesOrStartsAgainWhereTheServerKnowsNoRanges(bool ranges)
    {
        using var folder = new TemporaryFolder();
        using var server = new TestServer(Content) { CutAfter = 100_000, Ranges = ranges };
        using var client = new HttpClient();
        var fetcher = new Fetcher(client);
        await Assert.ThrowsAsync<DataFormatException>(() => fetcher.FetchAsync(server.Download, folder.Path, _ => { }, default));
        long part = new FileInfo(folder.At("file.bin.part")).Length;
        Assert.InRange(part, 1, 100_000);
        server.CutAfter = int.MaxValue;
        string path = await fetcher.FetchAsync(server.Download, folder.Path, _ => { }, default);
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.Contains($"bytes={part}-", server.Requests[^1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Fetch_WrongContent_IsDeletedAndSaid()
    {
        using var folder = new TemporaryFolder();
        using var server = new TestServer([.. Content.Reverse()]);
        using var client = new HttpClient();
        var wanted = server.Download with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content)) };
        var e = await Assert.ThrowsAsync<DataFormatException>(() => new Fetcher(client)
            .FetchAsync(wanted, folder.Path, _ => { }, default));
        Assert.Contains($"expected {wanted.Sha256}; it was deleted.", e.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Fetch_FirstAddressDead_TakesTheNext()
    {
        using var folder = new TemporaryFolder();
        using var server = new TestServer(Content);
        using var client = new HttpClient();
        var both = server.Download with { Addresses = [DeadAddress(), .. server.Download.Addresses] };
        Assert.True(File.Exists(await new Fetcher(client).FetchAsync(both, folder.Path, _ => { }, default)));
    }

    [Fact]
    public async Task Fetch_Offline_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var client = new HttpClient();
        var e = await Assert.ThrowsAsync<DataFormatException>(() => new Fetcher(client).FetchAsync(
            new Download("file.bin", [DeadAddress()], new string('0', 64), 10), folder.Path, _ => { }, default));
        Assert.Contains("cannot be fetched from 127.0.0.1", e.Message);
        Assert.Contains("Is this machine offline?", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Unpack_EntriesThatLeaveTheFolder_AreLeftOut()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("in"));
        using (var tar = new TarWriter(new GZipStream(File.Create(folder.At("a.tar.gz")), CompressionLevel.Fastest)))
        {
            foreach (string name in (string[])["set/data.bin", "../outside.bin", "/abs/olute/deep.bin"])
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "set/link") { LinkName = "/etc/passwd" });
        }
        Fetcher.Unpack(folder.At("a.tar.gz"), folder.At("in"));
        Assert.Equal([folder.At("in/set/data.bin")], Directory.GetFiles(folder.At("in"), "*", SearchOption.AllDirectories));
        Assert.False(File.Exists(folder.At("outside.bin")));
    }

    /// <summary>A port that was free a moment ago.</summary>
    private static Uri DeadAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/file.bin");
    }

    /// <summary>Serves one file, and can cut connections.</summary>
    private sealed class TestServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly byte[] content;
        private readonly Task loop;

        public TestServer(byte[] content)
        {
            this.content = content;
            listener.Start();
            loop = Task.Run(LoopAsync);
        }

        public int CutAfter { get; set; } = int.MaxValue;

        public bool Ranges { get; init; } = true;

        public List<string> Requests { get; } = [];

        public Download Download =>
            new("file.bin", [new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/file.bin")],
            Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);

        public void Dispose()
        {
            listener.Stop();
            loop.Wait();
        }

        private async Task LoopAsync()
        {
            try
            {
                while (true)
                {
                    using var connection = await listener.AcceptTcpClientAsync();
                    await AnswerAsync(connection.GetStream());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            var buffer = new byte[8192];
            string request = "";
            while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
                request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
            Requests.Add(request);
            int from = 0;
            if (Ranges && request.Split('\n').FirstOrDefault(l =>
                l.StartsWith("Range:", StringComparison.OrdinalIgnoreCase)) is { } line)
                from = int.Parse(line.Split('=', '-')[1], System.Globalization.CultureInfo.InvariantCulture);
            string head = from > 0
                ? $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n"
                : "HTTP/1.1 200 OK\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"{head}Content-Length: {content.Length - from}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(content.AsMemory(from, Math.Min(CutAfter, content.Length - from)));
        }
    }
}
