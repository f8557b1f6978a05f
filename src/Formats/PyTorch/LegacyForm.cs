using System.Buffers.Binary;
using System.Numerics;
using Audit.Formats.Pickle;
using Audit.Inputs;

namespace Audit.Formats.PyTorch;

/// <summary>The form that torch.save wrote before 1.6: four pickles (magic number, protocol, machine, value), the storages' keys,
/// the storages.</summary>
internal static class LegacyForm
{
    private const int ProtocolVersion = 1001;

    private static readonly BigInteger Magic = ((BigInteger)0x1950a86a20f9469c << 16) + 0xfc6c;

    public static PyTorchFile Open(string path, FileStream stream)
    {
        if (IsTar(stream))
            throw new ModelFormatException(path,
                "is a tar, the form of PyTorch before 0.1.10, which is not read; load and save it once with a newer PyTorch");
        var types = new TorchTypes();
        // Everything before the storages is small, but its length is written nowhere: take what fits an array and hand on the
        // rest.
        var bytes = new byte[Math.Min(stream.Length, Array.MaxLength)];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        long position = 0;
        object? Next()
        {
            object? value = Unpickler.Read(bytes.AsMemory((int)position), types, out int length);
            position += length;
            return value;
        }

        if (!Equals(First(path, Next), Magic))
            throw new ModelFormatException(path, "does not begin with PyTorch's magic number");
        if (Next() is not (long)ProtocolVersion)
            throw new ModelFormatException(path, $"PyTorch's protocol number must be {ProtocolVersion}");
        if (Next() is PickleDict machine && machine["little_endian"] is false)
            throw new ModelFormatException(path, "its numbers are stored big-endian, expected little");
        object? root = Next();
        if (Next() is not PickleList { Items: var keys })
            throw new ModelFormatException(path, "expected a list of storages after the value");
        return new PyTorchFile(path, root, Storages(path, bytes, stream.Length, position, keys, types), stream.Length);
    }

    private static object? First(string path, Func<object?> next)
    {
        try
        {
            return next();
        }
        catch (PickleException)
        {
            throw new ModelFormatException(path, "is no PyTorch checkpoint: neither a zip nor a pickle");
        }
    }

    private static Dictionary<string, StorageRecord> Storages(string path, byte[] bytes, long fileLength, long position,
        List<object?> keys, TorchTypes types)
    {
        var result = new Dictionary<string, StorageRecord>(StringComparer.Ordinal);
        foreach (object? item in keys)
        {
            string key = item is string or long ? $"{item}" : throw new ModelFormatException(path,
                "a storage's key must be text or a number");
            if (position > bytes.Length - 8)
                throw new ModelFormatException(path, $"ends before storage {Shown.Name(key)}");
            long count = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)position));
            position += 8;
            // The count is of elements whose type only the value says.
            if (!types.Widths.TryGetValue(key, out int width))
                throw new ModelFormatException(path, $"storage {Shown.Name(key)} belongs to no tensor");
            if (count < 0 || count > (fileLength - position) / width)
                throw new ModelFormatException(path,
                    $"storage {Shown.Name(key)} claims {count} elements of {width} bytes, {fileLength - position} bytes are "
                    + $"left");
            if (!result.TryAdd(key, new StorageRecord(position, count * width)))
                throw new ModelFormatException(path, $"storage {Shown.Name(key)} is there twice");
            position += count * width;
        }
        return result;
    }

    private static bool IsTar(FileStream stream)
    {
        if (stream.Length < 512)
            return false;
        Span<byte> mark = stackalloc byte[5];
        stream.Position = 257;
        stream.ReadExactly(mark);
        return mark.SequenceEqual("ustar"u8);
    }
}
