using System.IO.Compression;
using System.Text;

namespace Audit.Tests.Import.TorchScript;

/// <summary>A TorchScript archive written by hand, byte by byte: what no exporter would write.</summary>
internal sealed record HandMadeScript
{
    /// <summary>Source of __torch__, where the root's class M is.</summary>
    public required string Code { get; init; }

    /// <summary>The root object; an M that is not in training if not given.</summary>
    public byte[]? Data { get; init; }

    /// <summary>The constants; none if not given.</summary>
    public byte[]? Constants { get; init; }

    /// <summary>Other entries: other sources, tensors, folders that nobody expects.</summary>
    public IReadOnlyDictionary<string, byte[]> Others { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>A module M without parameters.</summary>
    /// <param name="forward">Statements of forward(self, x), which ends by flattening y: 784 classes for one channel of
    /// 28x28.</param>
    /// <param name="members">Further lines of the class.</param>
    /// <param name="before">Classes and functions before it.</param>
    /// <param name="arguments">Further arguments of forward.</param>
    public static string Module(string forward = "", string members = "", string before = "", string arguments = "") => $"""
        {before}
        class M(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
        {Indent(members, 2)}
          def forward(self: __torch__.M, x: Tensor{arguments}) -> Tensor:
            y = x
        {Indent(forward, 4)}
            return torch.flatten(y, 1)

        """;

    /// <summary>The bytes of the archive.</summary>
    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "version", "3\n"u8.ToArray(), CompressionLevel.NoCompression);
            Add(zip, "data.pkl", Data ?? HandMadePickle.Object("__torch__.M", ("training", false)),
                CompressionLevel.NoCompression);
            Add(zip, "constants.pkl", Constants ?? HandMadePickle.Tuple(), CompressionLevel.NoCompression);
            Add(zip, "code/__torch__.py", Encoding.UTF8.GetBytes(Code), CompressionLevel.Optimal);
            foreach (var (name, content) in Others)
                Add(zip, name, content, CompressionLevel.Optimal);
        }
        return bytes.ToArray();
    }

    /// <summary>Writes it as a file.</summary>
    public string Write(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    private static string Indent(string text, int by) => string.Join('\n', text.Split('\n')
        .Select(line => new string(' ', by) + line));

    private static void Add(ZipArchive zip, string name, byte[] content, CompressionLevel level)
    {
        using var stream = zip.CreateEntry("m/" + name, level).Open();
        stream.Write(content);
    }
}
