using System.IO.Compression;
using System.Text;
using Audit.Datasets;
using Audit.Datasets.Decoding;
using Audit.Tests.Datasets;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Data sets: idx (plain and gzipped), CIFAR (binary and pickled), csv, class names; PNG and JPEG with their sums
/// repaired.</summary>
internal sealed class DataFuzz : IFuzzFormat
{
    private static readonly byte[] Batch = Seeds.Read("cifar-2.pkl");

    private static readonly byte[] Png = MakePng();

    /// <summary>Bytes of the pickled batch before its pixels.</summary>
    private const int BatchHead = 400;

    public string Name => "data";

    public void Write(string folder, Draws draws)
    {
        foreach (string file in Directory.GetFiles(folder))
            File.Delete(file);
        var (name, content) = draws.Below(8) switch
        {
            0 => ("t10k-images-idx3-ubyte", Idx([2, 28, 28], draws)),
            1 => ("t10k-images-idx3-ubyte", Gzip(Idx([2, 28, 28], draws), draws)),
            2 => ("test_batch.bin", draws.Bytes(3073 * draws.Below(3) + (draws.Once(2) ? draws.Below(10) : 0))),
            3 => ("test_batch", draws.Once(2) ? Mutator.Damage(Batch, draws, BatchHead) : PickleScript.Damage(Batch, draws)),
            4 => ("d.csv", Csv(draws)),
            5 => ("i.jpg", Jpeg(draws)),
            _ => ("i.png", DamagedPng(draws)),
        };
        if (name.StartsWith('t') && name.EndsWith("ubyte", StringComparison.Ordinal))
            File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 2, 3, 5]);
        if (name.StartsWith("test", StringComparison.Ordinal) && draws.Once(4))
            File.WriteAllBytes(Path.Combine(folder, "batches.meta.txt"),
                Mutator.Damage("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"u8.ToArray(), draws));
        File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    public void Read(string folder)
    {
        string path = Directory.GetFiles(folder).OrderBy(f => f.Contains("labels", StringComparison.Ordinal)
            || f.Contains("meta", StringComparison.Ordinal)).First();
        switch (Path.GetFileName(path)[0])
        {
            case 'i': ImageDecoder.Read(path); break;
            case 'd': DataSpec.Parse($"csv:{path}").Load(Split.Test); break;
            default:
                DataSpec.Parse($"{(path.EndsWith("ubyte", StringComparison.Ordinal) ? "mnist" : "cifar10")}:{folder}")
                .Load(Split.Test); break;
        }
    }

    private static byte[] Idx(long[] shape, Draws draws)
    {
        var file = new Fielded().Number(0x0800 + shape.Length, 4, big: true);
        foreach (long size in shape)
            file.Number(size, 4, big: true);
        return file.Add(new byte[draws.Once(4) ? draws.Below(3000) : (int)shape.Aggregate(1L, (a, b) => a * b)])
            .Build(draws, draws.Once(3) ? 0 : 1);
    }

    private static byte[] Gzip(byte[] content, Draws draws)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return draws.Once(3) ? Mutator.Damage(memory.ToArray(), draws) : memory.ToArray();
    }

    private static byte[] Csv(Draws draws)
    {
        string[] odd = ["", " ", "0,25", "1e400", "NaN", "-1", "256", "0.5", "x", "1 000", "\"1\"", "\u001b",
            "99999999999999999999", "٣"];
        var text = new StringBuilder();
        for (int row = 1 + draws.Below(3); row > 0; row--)
        {
            int pixels = draws.Once(8) ? draws.Below(800) : 784;
            text.Append(draws.Once(8) ? draws.Of(odd) : $"{draws.Below(10)}");
            int wrong = draws.Once(2) ? draws.Below(pixels + 1) : -1;
            for (int k = 0; k < pixels; k++)
                text.Append(',').Append(k == wrong ? draws.Of(odd) : $"{draws.Below(256)}");
            text.Append(draws.Once(8) ? "\r\n" : "\n");
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        return draws.Once(6) ? Mutator.Damage(bytes, draws) : bytes;
    }

    private static byte[] Jpeg(Draws draws)
    {
        byte[] file = draws.Once(4) ? JpegSample.Cmyk() : JpegSample.Grey();
        if (draws.Once(2))
            return [0xff, 0xd8, .. Mutator.Damage(file[2..], draws)];
        // Sizes and counts of the frame header, at their places behind the quantisation table.
        int frame = 2 + 69 + 4;
        for (int k = 1 + draws.Below(3); k > 0; k--)
            file[frame + 1 + draws.Below(8)] = (byte)draws.Extreme();
        return file;
    }

    /// <summary>A PNG whose chunks are changed and whose sums are repaired: kinds, lengths, sizes, depth, filters.</summary>
    private static byte[] DamagedPng(Draws draws)
    {
        var chunks = new List<(byte[] Kind, byte[] Data)>();
        for (int at = 8; at + 12 <= Png.Length;)
        {
            int length = Png[at] << 24 | Png[at + 1] << 16 | Png[at + 2] << 8 | Png[at + 3];
            chunks.Add((Png[(at + 4)..(at + 8)], Png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        for (int changes = 1 + draws.Below(3); changes > 0; changes--)
        {
            int at = draws.Below(chunks.Count);
            var (kind, data) = chunks[at];
            switch (draws.Below(6))
            {
                case 0: chunks.RemoveAt(at); break;
                case 1: chunks.Insert(draws.Below(chunks.Count), (kind, data)); break;
                case 2:
                    chunks.Insert(draws.Below(chunks.Count),
                    (Encoding.ASCII.GetBytes(draws.Of((string[])["PLTE", "tRNS", "gAMA", "iCCP", "zTXt", "iTXt", "sPLT", "eXIf",
                    "cHRM", "bKGD", "IDAT", "IEND"])), draws.Bytes(draws.Below(800)))); break;
                case 3 when data.Length > 0: chunks[at] = (kind, Mutator.Damage(data, draws)); break;
                default:
                    if (kind.AsSpan().SequenceEqual("IHDR"u8))
                        chunks[at] = (kind, new Fielded().Number(8, 4, big: true).Number(8, 4, big: true)
                            .Number(draws.Of((int[])[1, 2, 4, 8, 16, 3]), 1).Number(draws.Below(8), 1).Number(0, 1).Number(0, 1)
                            .Number(draws.Below(3), 1).Build(draws, 1));
                    else if (kind.AsSpan().SequenceEqual("IDAT"u8))
                        chunks[at] = (kind, Deflated(draws.Bytes(draws.Below(1000))));
                    break;
            }
            if (chunks.Count == 0)
                break;
        }
        var file = new Fielded().Add(Png.AsSpan(0, 8));
        foreach (var (kind, data) in chunks)
            file.Number(data.Length, 4, big: true).Add(kind).Add(data).Number(ZipScript.Sum([.. kind, .. data]), 4, big: true);
        return file.Build(draws, draws.Once(6) ? 1 : 0);
    }

    private static byte[] Deflated(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(content);
        return memory.ToArray();
    }

    private static byte[] MakePng()
    {
        using var folder = new TemporaryFolder();
        Audit.Records.Images.Png.Write(folder.At("s.png"), [.. Enumerable.Range(0, 8 * 8 * 3).Select(k => (byte)(k * 5))], 8, 8);
        return File.ReadAllBytes(folder.At("s.png"));
    }
}
