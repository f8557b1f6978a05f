using System.Globalization;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>Numbers of a network that are NaN or infinite, or become so when its layers are made ready to run.</summary>
internal static class FiniteWeights
{
    /// <summary>What is wrong, one line per tensor or attribute.</summary>
    public static IEnumerable<string> Problems(Graph graph)
    {
        using var guard = no_grad();
        var problems = graph.Tensors.Select(t => InTensor(t.Name, t.Tensor)).OfType<string>().ToList();
        problems.AddRange(graph.Nodes.Select(InOp).OfType<string>());
        // Folded weights are looked at last: where their parts are at fault, the parts are named.
        return problems.Count > 0 ? problems : FoldBatchNorm.Apply(graph).Tensors
            .Select(t => InTensor(t.Name, t.Tensor) is null ? null
            : $"tensor '{t.Name}' overflows when the batch norm after it is folded in").OfType<string>();
    }

    /// <summary>"tensor 'conv1.weight' holds NaN or infinity in 3 of its 432 numbers", or null.</summary>
    public static string? InTensor(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        long numbers = tensor.numel(), finite = numbers == 0 ? 0 : tensor.isfinite().sum().ToInt64();
        return finite == numbers ? null : string.Create(CultureInfo.InvariantCulture,
            $"tensor '{name}' holds NaN or infinity in {numbers - finite} of its {numbers} numbers");
    }

    private static string? InOp(Node node)
    {
        string? Attribute(string name, double value, bool infinite = false) =>
            double.IsFinite(value) || (infinite && double.IsInfinity(value)) ? null
            : string.Create(CultureInfo.InvariantCulture, $"{node.Op.Name} '{node.Name}' has {name} {value}");
        return node.Op switch
        {
            BatchNorm op => Attribute("epsilon", op.Epsilon) ?? Variance(node.Name, op),
            LeakyRelu op => Attribute("slope", op.Slope),
            // An end may be open, and minus infinity is what maximum pools are padded with.
            Clip op => Attribute("minimum", op.Minimum, infinite: true) ?? Attribute("maximum", op.Maximum, infinite: true),
            Pad op => Attribute("value", op.Value, infinite: true),
            Normalize op => Zero(node.Name, "std", op.Std),
            Divide op => Zero(node.Name, "divisor", op.Divisor),
            _ => null,
        };
    }

    private static string? Variance(string name, BatchNorm op)
    {
        float[] variance = op.RunningVar.to(float32).data<float>().ToArray();
        int channel = Array.FindIndex(variance, v => !(v + op.Epsilon > 0));
        return channel < 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"tensor '{name}.running_var' holds {variance[channel]} in channel {channel}, which with epsilon {op.Epsilon:G3} is "
                + $"no variance");
    }

    private static string? Zero(string name, string part, Tensor divisor)
    {
        int at = Array.FindIndex(divisor.to(float32).contiguous().data<float>().ToArray(), s => !float.IsFinite(1 / s));
        return at < 0 ? null : part == "std" ? $"tensor '{name}.std' holds 0 in channel {at}"
            : $"tensor '{name}.{part}' holds 0 at {at}";
    }
}
