using System.Text;
using Audit.Import;

namespace Audit.Tests.Import.Fuzz;

/// <summary>safetensors: the header is written from wrong types, sizes and offsets, as JSON that is often well-formed; a share is
/// damaged as bytes.</summary>
internal sealed class SafeTensorsFuzz : IFuzzFormat
{
    private static readonly string[] Types = ["F32", "F64", "F16", "BF16", "I64", "I8", "U8", "BOOL", "F8", "", "f32",
        "\\u001b[2J"];

    private static readonly string[] Odd = ["null", "true", "\"x\"", "{}", "[]", "1.5", "-1", "1e3", "1e400",
        "99999999999999999999", "[[1]]", "\"\\ud800\"", "\"\\u0000\"", "-0", "nul", "", "{", "]", ","];

    private static readonly string[] Names = ["0.weight", "0.bias", "", "__metadata__", "a.b.c", "\\u001b[2J", "weight",
        "1.running_mean", "mean", "std", "num_batches_tracked"];

    private static readonly string[] Chains = ["flatten; fc 10", "conv 4 3x3; flatten; fc 10", "lenet", "",
        "conv 99999999 3x3; fc 10", "fc", "mlp", "flatten; fc 10;;;", "conv 4 3x3 s0"];

    public string Name => "safetensors";

    public void Write(string folder, Draws draws)
    {
        bool checkpoint = draws.Once(2);
        var entries = new List<string>();
        if (checkpoint)
            entries.Add($"\"__metadata__\":{{{string.Join(',', Metadata(draws))}}}");
        long offset = 0;
        foreach (var (name, shape) in ((string, long[])[])[("0.weight", [10, 64]), ("0.bias", [10])])
        {
            long bytes = 4 * shape.Aggregate(1L, (a, b) => a * b);
            entries.Add(Entry(name, shape, offset, offset + bytes, draws));
            offset += bytes;
        }
        if (draws.Once(12))
            entries.Add(draws.Of(entries));
        if (draws.Once(12))
            entries.Insert(draws.Below(entries.Count), $"\"{draws.Of(Names)}\":{draws.Of(Odd)}");
        string json = $"{{{string.Join(',', entries)}}}";
        if (draws.Once(40))
            json = new string('[', 1 + draws.Below(5000)) + json;
        byte[] header = Encoding.UTF8.GetBytes(json);
        if (draws.Once(6))
            header = Mutator.Damage(header, draws);
        int data = draws.Once(8) ? draws.Below(4000) : (int)offset;
        File.WriteAllBytes(Path.Combine(folder, "m.safetensors"), new Fielded().Number(header.Length, 8).Add(header)
            .Add(new byte[data]).Build(draws, draws.Once(12) ? 1 : 0));
    }

    public void Read(string folder)
    {
        string path = Path.Combine(folder, "m.safetensors");
        ModelLoader.Load(path, HasArchitecture(path) ? null : LoadAs.Given);
    }

    /// <summary>Looks as a user would: options are given for files without an architecture of their own.</summary>
    private static bool HasArchitecture(string path) => File.ReadAllBytes(path).AsSpan().IndexOf("\"arch\""u8) >= 0;

    private static string Entry(string name, long[] shape, long start, long end, Draws draws)
    {
        string Sizes(IEnumerable<long> values) =>
            $"[{string.Join(',', values.Select(v =>
            draws.Once(10) ? draws.Once(3) ? draws.Of(Odd) : $"{draws.Near(v)}" : $"{v}"))}]";
        string type = draws.Once(8) ? draws.Of(Types) : "F32";
        string[] parts = [$"\"dtype\":\"{type}\"",
            $"\"shape\":{(draws.Once(30) ? Sizes(Enumerable.Repeat(1L, draws.Below(40))) : Sizes(shape))}",
            $"\"data_offsets\":{Sizes([start, end])}"];
        if (draws.Once(20))
            parts[draws.Below(3)] = "\"x\":1";
        string key = draws.Once(12) ? draws.Of(Names) : name;
        return $"\"{key}\":{(draws.Once(40) ? draws.Of(Odd) : $"{{{string.Join(',', parts)}}}")}";
    }

    private static IEnumerable<string> Metadata(Draws draws)
    {
        string Number(string usual) => draws.Once(6) ? draws.Of((string[])["0,25", "-1", "1e400", "NaN", " ", "", "99999999999",
            "0", "1,000", "٣", "\\u001b[2J"]) : usual;
        (string, string)[] values =
        [
            ("arch", draws.Once(6) ? draws.Of(Chains) : "flatten; fc 10"), ("classes", Number("10")),
                ("input", draws.Once(6) ? draws.Of((string[])["1x8", "x", "1x8x8x8", "0x8x8", "1x4096x4096", "1x9999999x8"])
                : "1x8x8"),
            ("sigma", Number("0.25")), ("mean", Number("0.5")), ("std", Number("0.25")), ("recipe", "gaussian"),
                ("epochs", Number("3")),
        ];
        foreach (var (key, value) in values)
        {
            if (!draws.Once(12))
                yield return $"\"{key}\":{(draws.Once(40) ? draws.Of(Odd) : $"\"{value}\"")}";
        }
    }
}
