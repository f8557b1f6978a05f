using Audit.Formats;
using static TorchSharp.torch;

namespace Audit.Import.Checkpoints;

/// <summary>Named tensors with text metadata.</summary>
public sealed record TensorFile(IReadOnlyList<(string Name, Tensor Tensor)> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads a safetensors file.</summary>
    /// <exception cref="ModelFormatException">The file is not valid safetensors.</exception>
    public static TensorFile Read(string path)
    {
        var file = SafeTensors.Read(path);
        return new TensorFile([.. file.Tensors.Select(t => (t.Name, t.ToTensor()))], file.Metadata);
    }

    /// <summary>Writes a safetensors file.</summary>
    public void Write(string path)
    {
        using var scope = NewDisposeScope();
        SafeTensors.Write(path, new StoredTensors([.. Tensors.Select(t => t.Tensor.ToStored(t.Name))], Metadata));
    }
}
