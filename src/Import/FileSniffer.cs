using Audit.Formats;
using Audit.Formats.PyTorch;

namespace Audit.Import;

/// <summary>Tells what a model file is by its content.</summary>
internal static class FileSniffer
{
    private const int HeadBytes = 512;

    /// <exception cref="ModelFormatException">It is nothing that is read here; the message says what it is where that is
    /// known.</exception>
    public static ModelKind Kind(string path)
    {
        using var stream = File.OpenRead(path);
        var head = new byte[HeadBytes];
        int count = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        var bytes = head.AsSpan(0, count);
        if (count == 0)
            throw new ModelFormatException(path, "is empty");
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return Archive(path, stream);
        if (bytes.StartsWith("version https://git-lfs"u8))
            throw new ModelFormatException(path, "is a Git LFS pointer, not the file itself: fetch it with git lfs pull");
        if (bytes.StartsWith("\u0089HDF\r\n"u8) || (count > 4 && bytes[0] == 0x89 && bytes[1..4].SequenceEqual("HDF"u8)))
            throw new ModelFormatException(path, "is an HDF5 file (Keras), which is not read: export it to ONNX");
        if (count > 262 && bytes.Slice(257, 5).SequenceEqual("ustar"u8))
            return ModelKind.PyTorch;
        // Without a mark of its own; no other format here begins with a count, a readable name and an element type.
        if (TorchSharpFile.BeginsLike(bytes))
            return ModelKind.TorchSharp;
        // The eight bytes before it are the header's length; JSON begins with a brace.
        if (count > 9 && bytes[8] == (byte)'{' && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0)
            return ModelKind.SafeTensors;
        if (count > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5)
            return ModelKind.PyTorch;
        // ModelProto's first field is ir_version, a small number; files may also begin with another short field.
        if (bytes[0] is 0x08 or 0x12 or 0x1a or 0x3a)
            return ModelKind.Onnx;
        throw new ModelFormatException(path,
            "is of an unsupported model format: expected ONNX, a PyTorch checkpoint, safetensors, TorchScript or "
            + "TorchSharp's .dat");
    }

    private static ModelKind Archive(string path, FileStream stream)
    {
        string[] names = [.. StoredZip.Open(path, stream).Names];
        if (names.Any(n => n.EndsWith(".npy", StringComparison.Ordinal)))
            throw new ModelFormatException(path, "is an .npz of arrays, not a model");
        return names.Any(n => n.Contains("/code/", StringComparison.Ordinal))
            && names.Any(n => n.EndsWith("/constants.pkl", StringComparison.Ordinal))
            ? ModelKind.TorchScript : ModelKind.PyTorch;
    }
}
