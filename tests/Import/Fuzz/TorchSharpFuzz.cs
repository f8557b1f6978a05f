using System.Text;
using Audit.Import;

namespace Audit.Tests.Import.Fuzz;

/// <summary>TorchSharp's state dicts: LEB128 numbers that are wrong, too long or cut, names and types that are none; a share is
/// damaged as bytes.</summary>
internal sealed class TorchSharpFuzz : IFuzzFormat
{
    private static readonly string[] Names = ["", "0.weight", "mean", "\u001b[2J", "a.b", "num_batches_tracked", "\u202e"];

    public string Name => "torchsharp";

    public void Write(string folder, Draws draws)
    {
        var bytes = new List<byte>();
        Number(bytes, 2, draws);
        foreach (var (name, shape) in ((string, long[])[])[("0.weight", [10, 64]), ("0.bias", [10])])
        {
            byte[] text = Encoding.UTF8.GetBytes(draws.Once(12) ? draws.Of(Names) : name);
            Number(bytes, text.Length, draws);
            bytes.AddRange(text);
            Number(bytes, 6, draws);
            Number(bytes, draws.Once(20) ? draws.Below(40) : shape.Length, draws);
            foreach (long size in shape)
                Number(bytes, size, draws);
            bytes.AddRange(new byte[draws.Once(16) ? draws.Below(4000) : 4 * (int)shape.Aggregate(1L, (a, b) => a * b)]);
        }
        byte[] file = [.. bytes];
        File.WriteAllBytes(Path.Combine(folder, "m.dat"), draws.Once(3) ? Mutator.Damage(file, draws, 16) : file);
    }

    public void Read(string folder) => ModelLoader.Load(Path.Combine(folder, "m.dat"), LoadAs.Given);

    /// <summary>A number in seven bits per byte: now and then another one, or one in more bytes than it needs.</summary>
    private static void Number(List<byte> target, long value, Draws draws)
    {
        if (draws.Once(24))
            value = draws.Near(value);
        int waste = draws.Once(40) ? draws.Below(12) : 0;
        ulong left = (ulong)value;
        for (; left >= 0x80 || waste > 0; left >>= 7, waste--)
            target.Add((byte)(left & 0x7f | 0x80));
        target.Add((byte)left);
    }
}
