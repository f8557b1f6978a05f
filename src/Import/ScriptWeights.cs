using Audit.Formats;
using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;
using Audit.Import.Checkpoints;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>Parameters and buffers of a TorchScript archive, read as data.</summary>
internal static class ScriptWeights
{
    private const int Deepest = 64, Most = 200_000;

    /// <summary>What is not finite, one line per tensor; nothing where the archive cannot be read as data (libtorch's own word on
    /// it follows).</summary>
    public static IReadOnlyList<string> Problems(string path)
    {
        try
        {
            var file = PyTorchFile.Open(path);
            var tensors = new List<(string Name, TensorReference Tensor)>();
            Visit(file.Root, "", tensors, new HashSet<object>(ReferenceEqualityComparer.Instance), 0);
            return [.. tensors.Where(t => t.Tensor.Type.IsReal())
                .Select(t => Problem(file, t.Name, t.Tensor)).OfType<string>()];
        }
        catch (ModelFormatException)
        {
            return [];
        }
    }

    private static string? Problem(PyTorchFile file, string name, TensorReference tensor)
    {
        using var scope = NewDisposeScope();
        return FiniteWeights.InTensor(name, file.Read(name, tensor).ToTensor());
    }

    private static void Visit(object? value, string name, List<(string, TensorReference)> tensors, HashSet<object> seen,
        int depth)
    {
        if (value is null || depth > Deepest || seen.Count > Most || !seen.Add(value))
            return;
        string At(object? key) => name.Length == 0 ? $"{key}" : $"{name}.{key}";
        switch (value)
        {
            case TensorReference tensor:
                tensors.Add((name, tensor));
                break;
            case PickleObject { State: { } state }:
                Visit(state, name, tensors, seen, depth + 1);
                break;
            case PickleDict dict:
                foreach (var (key, item) in dict.Items)
                    Visit(item, At(key), tensors, seen, depth + 1);
                break;
            case PickleList list:
                for (int k = 0; k < list.Items.Count; k++)
                    Visit(list.Items[k], At(k), tensors, seen, depth + 1);
                break;
            case PickleTuple tuple:
                for (int k = 0; k < tuple.Items.Count; k++)
                    Visit(tuple.Items[k], At(k), tensors, seen, depth + 1);
                break;
        }
    }
}
