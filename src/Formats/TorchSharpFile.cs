using System.Text;
using Audit.Inputs;
using Audit.Inputs.Files;

namespace Audit.Formats;

/// <summary>TorchSharp's own file of a state dict (Module.save, usually .dat): a count, then for each tensor its name, element
/// type, sizes and bytes.</summary>
/// <remarks>
/// Numbers are LEB128 (seven bits per byte, lowest first); a name is its length in bytes and UTF-8; element types are libtorch's
/// numbers; elements are row-major and little-endian. Source: TorchSharp 0.99.6 and 0.107.0, NN/Module.cs and
/// Tensor/TensorExtensionMethods.cs (save, Save). Differs: every size is checked against the file before memory is taken, and
/// nothing may follow the last tensor.
/// </remarks>
public static class TorchSharpFile
{
    private const int MostDimensions = 16, LongestName = 4096;

    /// <summary>What no tensor takes less than: its name's length, one letter, type, number of dimensions.</summary>
    private const int SmallestEntry = 4;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private static readonly Dictionary<long, ElementType> Types = new()
    {
        [0] = ElementType.Uint8,
        [1] = ElementType.Int8,
        [2] = ElementType.Int16,
        [3] = ElementType.Int32,
        [4] = ElementType.Int64,
        [5] = ElementType.Float16,
        [6] = ElementType.Float,
        [7] = ElementType.Double,
        [11] = ElementType.Bool,
        [15] = ElementType.BFloat16,
    };

    /// <summary>Whether a file that begins so is one: the format has no mark of its own, so its first tensor's name and type must
    /// make sense.</summary>
    public static bool BeginsLike(ReadOnlySpan<byte> head)
    {
        using var stream = new MemoryStream(head.ToArray());
        if (Leb128.Read(stream) is not > 0 || Leb128.Read(stream) is not (> 0 and <= LongestName and { } length)
            || length >= stream.Length - stream.Position)
            return false;
        var name = head.Slice((int)stream.Position, (int)length);
        stream.Position += length;
        return IsName(name) && Leb128.Read(stream) is { } type && Types.ContainsKey(type)
            && Leb128.Read(stream) is <= MostDimensions;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or holds what is not read here.</exception>
    public static StoredTensors Read(string path)
    {
        using var stream = File.OpenRead(path);
        long Number(string what) => Leb128.Read(stream) ?? throw new ModelFormatException(path,
            $"expected {what} (LEB128) at byte {stream.Position}");

        long count = Number("the number of tensors");
        if (count > stream.Length / SmallestEntry)
            throw new ModelFormatException(path, $"claims {count} tensors, the file has {stream.Length} bytes");
        var tensors = new List<StoredTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (long k = 0; k < count; k++)
        {
            string name = ReadName(path, stream, Number("the length of a name"));
            if (!names.Add(name))
                throw new ModelFormatException(path, $"tensor {Shown.Name(name)} is there twice");
            long type = Number($"the type of {Shown.Name(name)}"),
                dimensions = Number($"the number of dimensions of {Shown.Name(name)}");
            if (!Types.TryGetValue(type, out var known))
                throw new ModelFormatException(path,
                    $"tensor {Shown.Name(name)} has element type {type}, expected one of {string.Join(", ", Types.Select(t =>
                    $"{t.Key} ({t.Value})"))}");
            if (dimensions > MostDimensions)
                throw new ModelFormatException(path,
                    $"tensor {Shown.Name(name)} has {dimensions} dimensions, at most {MostDimensions} are read");
            long[] shape = new long[dimensions];
            for (int d = 0; d < shape.Length; d++)
                shape[d] = Number($"size {d} of {Shown.Name(name)}");
            tensors.Add(new StoredTensor(name, known, shape, ReadElements(path, stream, name, known, shape)));
        }
        if (stream.Position != stream.Length)
            throw new ModelFormatException(path, $"has {stream.Length - stream.Position} bytes after its last tensor");
        return new StoredTensors(tensors, new Dictionary<string, string>());
    }

    /// <summary>Writes a file that TorchSharp's Module.load reads, whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<StoredTensor> tensors)
    {
        using var file = new WholeFile(path);
        var stream = file.Stream;
        Leb128.Write(stream, tensors.Count);
        foreach (var tensor in tensors)
        {
            byte[] name = Utf8.GetBytes(tensor.Name);
            Leb128.Write(stream, name.Length);
            stream.Write(name);
            Leb128.Write(stream, Types.First(t => t.Value == tensor.Type).Key);
            Leb128.Write(stream, tensor.Shape.Length);
            foreach (long size in tensor.Shape)
                Leb128.Write(stream, size);
            stream.Write(tensor.Bytes);
        }
        file.Commit();
    }

    private static string ReadName(string path, FileStream stream, long length)
    {
        if (length > LongestName || length > stream.Length - stream.Position)
            throw new ModelFormatException(path, $"claims a name of {length} bytes at byte {stream.Position} of {stream.Length}");
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return IsName(bytes) ? Utf8.GetString(bytes) : throw new ModelFormatException(path,
            $"expected a tensor's name before byte {stream.Position}, got no printable UTF-8");
    }

    private static byte[] ReadElements(string path, FileStream stream, string name, ElementType type, long[] shape)
    {
        Int128 bytes = type.Bytes();
        foreach (long size in shape)
            bytes = bytes > stream.Length ? bytes : bytes * size;
        if (bytes > stream.Length - stream.Position)
        {
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} of shape [{string.Join(',', shape)}] and type {type} does not fit into the "
                + $"{stream.Length - stream.Position} bytes that are left");
        }
        if (bytes > Array.MaxLength)
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} has {bytes} bytes, at most {Array.MaxLength} are read");
        byte[] elements = new byte[(int)bytes];
        stream.ReadExactly(elements);
        return elements;
    }

    private static bool IsName(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Length > 0 && !Utf8.GetString(bytes).Any(char.IsControl);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
