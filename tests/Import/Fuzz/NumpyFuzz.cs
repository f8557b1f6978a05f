using System.IO.Compression;
using System.Text;
using Audit.Datasets;

namespace Audit.Tests.Import.Fuzz;

/// <summary>npz of arrays: headers with wrong types, shapes and lengths, in zips with wrong numbers, stored or
/// deflated.</summary>
internal sealed class NumpyFuzz : IFuzzFormat
{
    private static readonly string[] Types = ["|u1", "<f4", "<f8", "<f2", ">f4", "<i8", ">i8", "<u8", "|b1", "<i4", "|i1", "<u2",
        "|O", "<U4", "<f1", "<f3", "", "<c8", "|V8", "=f4"];

    public string Name => "npz";

    public void Write(string folder, Draws draws)
    {
        string type = draws.Once(3) ? draws.Of(Types) : "|u1", labels = draws.Once(3) ? draws.Of(Types) : "|u1";
        (string, byte[])[] arrays = [("x.npy", Array(type, [4, 1, 8, 8], draws)), ("y.npy", Array(labels, [4], draws))];
        byte[] file = draws.Once(3) ? Deflated(arrays) : ZipScript.Build(arrays, draws, draws.Once(4) ? 1 + draws.Below(3) : 0);
        if (draws.Once(6))
            file = Mutator.Damage(file, draws);
        File.WriteAllBytes(Path.Combine(folder, "d.npz"), file);
    }

    public void Read(string folder) => DataSpec.Parse($"npz:{Path.Combine(folder, "d.npz")}").Load(Split.Test);

    private byte[] Array(string type, long[] shape, Draws draws)
    {
        long[] sizes = [.. shape.Select(s => draws.Once(14) ? draws.Near(s) : s)];
        if (draws.Once(30))
            sizes = [.. Enumerable.Repeat(1L, draws.Below(40))];
        string header = $"{{'descr': '{type}', 'fortran_order': "
            + $"{(draws.Once(8) ? "True" : draws.Once(20) ? "Maybe" : "False")}, 'shape': ({string.Join(", ",
            sizes)}{(sizes.Length == 1 ? "," : "")}), }}";
        byte[] text = Encoding.Latin1.GetBytes(header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n");
        if (draws.Once(10))
            text = Mutator.Damage(text, draws);
        // As many bytes as the shape says, while that is few: large sizes lie.
        int width = type.Length > 2 && char.IsAsciiDigit(type[2]) ? type[2] - '0' : 1;
        long elements = 1;
        foreach (long s in sizes)
            elements = elements is < 0 or > 10_000 || s is < 0 or > 1 << 20 ? -1 : elements * s;
        var content = new byte[elements is >= 0 and <= 10_000 && !draws.Once(10) ? (int)elements * width : 256];
        if (draws.Once(4))
            content = draws.Bytes(content.Length);
        bool large = draws.Once(8);
        return new Fielded().Add([0x93, .. "NUMPY"u8]).Number(large ? 2 : 1, 1).Number(0, 1).Number(text.Length, large ? 4 : 2)
            .Add(text).Add(content).Build(draws, draws.Once(10) ? 1 : 0);
    }

    private static byte[] Deflated(IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }
        return memory.ToArray();
    }
}
