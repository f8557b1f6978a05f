using Audit.Import.Onnx.Nodes;

namespace Audit.Import.Onnx.Rules;

/// <summary>Names of layers.</summary>
internal static class Naming
{
    /// <summary>The name that the layer's weight has in a state dict ("layer1.0.conv1" of "layer1.0.conv1.weight"), else the
    /// node's.</summary>
    public static string Layer(OnnxNode n, int weightInput, string ending = ".weight")
    {
        string weight = n.InputName(weightInput);
        return weight.EndsWith(ending, StringComparison.Ordinal) && weight.Length > ending.Length ? weight[..^ending.Length]
            : n.Name;
    }
}
