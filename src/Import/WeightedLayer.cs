using Audit.Inputs;

namespace Audit.Import;

/// <summary>Consecutive tensors of a state dict that share a name: one layer.</summary>
/// <param name="Name">What stands before the last dot.</param>
/// <param name="Shape">Shape of its weight.</param>
/// <param name="HasBias">Whether it has a bias.</param>
/// <param name="IsNorm">Whether it has running statistics.</param>
internal sealed record WeightedLayer(string Name, long[] Shape, bool HasBias, bool IsNorm)
{
    /// <summary>The layer's place in a Sequential, or null where its name is no number.</summary>
    public int? Index => Numbers.TryCount(Name, out int index) ? index : null;

    /// <summary>All layers, in file order.</summary>
    public static IReadOnlyList<WeightedLayer> Of(NamedWeights weights) =>
    [
        .. weights.Tensors.GroupBy(t => t.Name[..Math.Max(t.Name.LastIndexOf('.'), 0)], StringComparer.Ordinal).Select(group =>
        {
            var byName = group.ToDictionary(t => t.Name[(t.Name.LastIndexOf('.') + 1)..], t => t.Tensor, StringComparer.Ordinal);
            return new WeightedLayer(group.Key, byName.TryGetValue("weight", out var weight) ? weight.shape : [],
                byName.ContainsKey("bias"), byName.ContainsKey("running_mean"));
        }),
    ];
}
