using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Audit.Inputs;
using Audit.Inputs.Files;

namespace Audit.Formats;

/// <summary>The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes.</summary>
/// <remarks>Nothing in such a file is executed; every size is checked against the file before memory is taken.</remarks>
public static class SafeTensors
{
    private const long LargestHeader = 100_000_000;

    private const int MostDimensions = 16;

    private static readonly Dictionary<string, ElementType> Types = new()
    {
        ["F64"] = ElementType.Double,
        ["F32"] = ElementType.Float,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["I64"] = ElementType.Int64,
        ["I32"] = ElementType.Int32,
        ["I16"] = ElementType.Int16,
        ["I8"] = ElementType.Int8,
        ["U8"] = ElementType.Uint8,
        ["BOOL"] = ElementType.Bool,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file is not valid safetensors.</exception>
    public static StoredTensors Read(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new ModelFormatException(path,
                $"expected a safetensors header length of 8 bytes, the file has {stream.Length} bytes");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LargestHeader || (long)length > stream.Length - 8)
            throw new ModelFormatException(path, $"the safetensors header claims {length} bytes, the file has {stream.Length}");

        var header = new byte[length];
        stream.ReadExactly(header);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<StoredTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        long taken = 0;
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (var entry in json.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var item in entry.Value.EnumerateObject())
                        metadata[item.Name] = item.Value.GetString() ?? "";
                }
                else
                {
                    if (!names.Add(entry.Name))
                        throw new ModelFormatException(path, $"tensor {Shown.Name(entry.Name)} is there twice");
                    tensors.Add(ReadTensor(path, stream, 8 + (long)length, entry, ref taken));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelFormatException(path,
                $"the safetensors header is not what it should be: {Shown.Text(e.Message, 300)}");
        }
        return new StoredTensors(tensors, metadata);
    }

    private static StoredTensor ReadTensor(string path, FileStream stream, long dataStart, JsonProperty entry, ref long taken)
    {
        string type = entry.Value.GetProperty("dtype").GetString() ?? "null";
        if (!Types.TryGetValue(type, out var known))
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(entry.Name)} has dtype {Shown.Text(type, 20)}, expected one of {string.Join(", ",
                Types.Keys)}");
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64())];

        Int128 bytes = known.Bytes();
        foreach (long d in shape)
            bytes = bytes < 0 || d < 0 || bytes > stream.Length ? -1 : bytes * d;
        if (shape.Length > MostDimensions || offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]
            || offsets[1] > stream.Length - dataStart || bytes != offsets[1] - offsets[0])
        {
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(entry.Name)} of shape [{string.Join(',', shape)}] and dtype {Shown.Text(type, 20)} does "
                + $"not fit "
                + $"its data_offsets [{string.Join(',', offsets)}] in a file of {stream.Length} bytes");
        }
        // The format has no overlaps; without this check a small file could claim its bytes again and again.
        taken += offsets[1] - offsets[0];
        if (taken > stream.Length)
            throw new ModelFormatException(path,
                $"its tensors overlap: together they take more than the file's {stream.Length} bytes");
        if (bytes > Array.MaxLength)
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(entry.Name)} has {bytes} bytes, at most {Array.MaxLength} are read");
        var elements = new byte[(int)bytes];
        stream.Position = dataStart + offsets[0];
        stream.ReadExactly(elements);
        return new StoredTensor(entry.Name, known, shape, elements);
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    public static void Write(string path, StoredTensors file)
    {
        byte[] header = Header(file);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        using var whole = new WholeFile(path);
        whole.Stream.Write(length);
        whole.Stream.Write(header);
        foreach (var tensor in file.Tensors)
            whole.Stream.Write(tensor.Bytes);
        whole.Commit();
    }

    private static byte[] Header(StoredTensors file)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in file.Tensors)
            {
                long end = offset + tensor.Bytes.Length;
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", Types.First(t => t.Value == tensor.Type).Key);
                WriteArray(json, "shape", tensor.Shape);
                WriteArray(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        // Readers expect the data to start at a multiple of 8.
        int padding = (8 - (int)(buffer.Length % 8)) % 8;
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        return buffer.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (long v in values)
            json.WriteNumberValue(v);
        json.WriteEndArray();
    }
}
