using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Inputs;

namespace Audit.Import.Onnx.Nodes;

/// <summary>Weights that a file keeps beside itself. They must lie in its own folder or below, reached through no link.</summary>
/// <param name="path">The model file.</param>
/// <param name="budget">Grows with each file that is really there.</param>
internal sealed class ExternalData(string path, MemoryBudget budget)
{
    private readonly HashSet<string> seen = [];
    private readonly string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>Reads exactly <paramref name="length"/> bytes.</summary>
    /// <exception cref="ModelFormatException">The place is outside the folder, or holds fewer bytes.</exception>
    public byte[] Read(TensorProto tensor, long length)
    {
        string name = Shown.Name(tensor.Name);
        string? location = Entry(tensor, "location");
        string file = Locate(name, location ?? throw new ModelFormatException(path,
            $"tensor {name} is external but names no file"));
        long offset = Number(tensor, name, "offset") ?? 0;
        long stated = Number(tensor, name, "length") ?? length;
        long size = new FileInfo(file).Length;
        if (stated != length || offset > size || length > size - offset)
        {
            throw new ModelFormatException(path, $"tensor {name} needs {length} bytes, its place is {stated} bytes from {offset} "
                + $"in {Shown.Name(location)} of {size} bytes");
        }
        if (seen.Add(file))
            budget.Grant(size);
        byte[] bytes = new byte[length];
        using var stream = File.OpenRead(file);
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string Locate(string name, string location)
    {
        string[] parts = location.Split('/', '\\');
        if (parts.Any(p => p is "" or "." or ".." || p.Contains(':') || p.Any(char.IsControl)))
            throw new ModelFormatException(path,
                $"tensor {name} points at {Shown.Name(location)}: external data must be in the model's own folder");
        string at = folder;
        foreach (string part in parts)
        {
            at = Path.Combine(at, part);
            // A link, even a dangling one, could lead anywhere.
            if (new FileInfo(at).LinkTarget is not null)
                throw new ModelFormatException(path,
                    $"tensor {name} points at {Shown.Name(location)}, which is a link: copy the data into the model's folder");
        }
        return File.Exists(at) ? at : throw new ModelFormatException(path,
            $"tensor {name} needs {Shown.Name(location)} beside the model, there is no such file");
    }

    private long? Number(TensorProto tensor, string name, string key)
    {
        if (Entry(tensor, key) is not { } text)
            return null;
        return Numbers.TryCount(text, out long number) ? number
            : throw new ModelFormatException(path, $"tensor {name} has the external {key} {Shown.Name(text)}, expected a number");
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(e => e.Key == key)?.Value;
}
