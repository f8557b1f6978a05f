using Audit.Inputs;


namespace Audit.Formats.PyTorch;

/// <summary>A file of torch.save, opened: what was saved, and the tensors on demand.</summary>
public sealed class PyTorchFile
{
    /// <summary>Tensors may share storages, so together they may be larger than the file, but not without end.</summary>
    private const long LargestExcess = 4;

    private readonly IReadOnlyDictionary<string, StorageRecord> storages;
    private readonly string path;
    private readonly long fileLength;
    private long taken;

    internal PyTorchFile(string path, object? root, IReadOnlyDictionary<string, StorageRecord> storages, long fileLength) =>
        (this.path, Root, this.storages, this.fileLength) = (path, root, storages, fileLength);

    /// <summary>What was saved: values of the unpickler, and <see cref="TensorReference"/>.</summary>
    public object? Root { get; }

    /// <summary>Opens a file in the zip form or the old one, told apart by its first bytes.</summary>
    /// <exception cref="ModelFormatException">The file is neither, or damaged.</exception>
    public static PyTorchFile Open(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        int count = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        try
        {
            return count == 4 && head.SequenceEqual("PK\u0003\u0004"u8) ? ZipForm.Open(path, stream)
                : LegacyForm.Open(path, stream);
        }
        catch (Pickle.PickleException e)
        {
            throw new ModelFormatException(path, $"the pickle inside is damaged or too strange: {e.Message}");
        }
        catch (EndOfStreamException)
        {
            throw new ModelFormatException(path, $"ends early, after {stream.Length} bytes");
        }
    }

    /// <summary>Reads one tensor into memory, row-major.</summary>
    /// <param name="name">For the error text.</param>
    /// <param name="tensor">A tensor of <see cref="Root"/>.</param>
    /// <exception cref="ModelFormatException">It does not fit its storage.</exception>
    public StoredTensor Read(string name, TensorReference tensor)
    {
        if (!storages.TryGetValue(tensor.Storage.Key, out var record))
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} lies in storage {Shown.Name(tensor.Storage.Key)}, which the file does not have");
        int width = tensor.Type.Bytes();
        // A window of a typed storage is counted in the storage's own elements.
        Int128 first = (Int128)tensor.Storage.First * tensor.Storage.Type.Bytes();
        Int128 available = Int128.Min(record.Bytes - first, (Int128)tensor.Storage.Count * tensor.Storage.Type.Bytes()) / width;
        long elements = tensor.Elements ?? -1;
        if (first > record.Bytes || tensor.Offset < 0 || elements < 0 || elements > available || tensor.End is not { } end
            || end > available)
        {
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} of size [{string.Join(',', tensor.Size)}], stride "
                + $"[{string.Join(',', tensor.Stride)}], "
                + $"offset {tensor.Offset} does not fit its storage of {Int128.Max(available, 0)} elements");
        }
        if (elements * width > Array.MaxLength)
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} has {elements * width} bytes, at most {Array.MaxLength} are read");
        taken += elements * width;
        if (taken > LargestExcess * fileLength)
            throw new ModelFormatException(path,
                $"its tensors take more than {LargestExcess} times the file's {fileLength} bytes");

        using var stream = File.OpenRead(path);
        stream.Position = record.Position + (long)first + tensor.Offset * width;
        var bytes = new byte[elements * width];
        if (tensor.IsContiguous)
            stream.ReadExactly(bytes);
        else if (elements > 0)
            Gather(stream, (long)(end - tensor.Offset) * width, tensor, width, bytes);
        return new StoredTensor(name, tensor.Type, tensor.Size, bytes);
    }

    private static void Gather(FileStream stream, long bytes, TensorReference tensor, int width, Span<byte> target)
    {
        var source = new byte[bytes];
        stream.ReadExactly(source);
        var index = new long[tensor.Size.Length];
        for (int written = 0; written < target.Length; written += width)
        {
            long from = 0;
            for (int k = 0; k < index.Length; k++)
                from += index[k] * tensor.Stride[k];
            source.AsSpan((int)(from * width), width).CopyTo(target[written..]);
            for (int k = index.Length - 1; k >= 0 && ++index[k] == tensor.Size[k]; k--)
                index[k] = 0;
        }
    }
}
