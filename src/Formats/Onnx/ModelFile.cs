using Audit.Formats.Onnx.Schema;
using Google.Protobuf;

namespace Audit.Formats.Onnx;

/// <summary>Bytes to messages.</summary>
internal static class ModelFile
{
    /// <summary>Protocol buffers end at 2 GiB.</summary>
    private const long LargestFile = 2_000_000_000;

    private const int DeepestNesting = 32;

    /// <exception cref="ModelFormatException">The file is missing, too large, or no ONNX.</exception>
    public static ModelProto Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new ModelFormatException(path, "there is no such file");
        if (file.Length > LargestFile)
            throw new ModelFormatException(path,
                $"has {file.Length} bytes, at most {LargestFile} can be read: keep the weights in external data");
        return Parse(path, File.ReadAllBytes(path));
    }

    /// <inheritdoc cref="Read"/>
    public static ModelProto Parse(string path, byte[] bytes)
    {
        MessageCount.Check(path, ModelProto.Descriptor, bytes);
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, DeepestNesting);
            var model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(input);
            if (model.Graph is null || model.Graph.Node.Count == 0)
                throw new ModelFormatException(path, "expected an ONNX network, the file has no graph with nodes");
            return model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFormatException(path, $"expected an ONNX network, this is not one (or is damaged): {e.Message}");
        }
    }
}
