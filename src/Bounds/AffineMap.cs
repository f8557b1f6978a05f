using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>An op W x + b as the functions that bounds need of it; differentiable in x, W and b.</summary>
/// <param name="Apply">W x + b.</param>
/// <param name="Magnitude">|W| x.</param>
/// <param name="Squares">W^2 x, squares taken elementwise: what a ball of independent scales becomes.</param>
/// <param name="Constant">|b|, broadcasting over the result; null for 0. Only rounding errors need it.</param>
/// <param name="Terms">Longest sum that makes one element of W x.</param>
internal sealed record AffineMap(Func<Tensor, Tensor> Apply, Func<Tensor, Tensor> Magnitude, Func<Tensor, Tensor> Squares,
    Tensor? Constant, long Terms)
{
    /// <summary>Whether every element of the result depends on one element of x, and on no other's.</summary>
    public bool IsDiagonal { get; private init; }

    /// <summary>What the rounding errors of W x are relative to, where W itself was computed and that is not |W| x; null where it
    /// is.</summary>
    public Func<Tensor, Tensor>? Sizes { get; init; }

    /// <summary>The op as such a map; null for other ops.</summary>
    /// <param name="operation">The op.</param>
    /// <param name="dimensions">Dimensions of x, the batch included.</param>
    public static AffineMap? Of(Op operation, int dimensions) => AffineRules.Maps.Apply(operation, dimensions);

    /// <summary>A tensor [C] shaped to broadcast over values of this many dimensions.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(perChannel))]
    public static Tensor? Channels(Tensor? perChannel, int dimensions) => dimensions <= 2 ? perChannel
        : perChannel?.reshape([1, -1, .. Enumerable.Repeat(1L, dimensions - 2)]);

    /// <summary>A map of each element by itself.</summary>
    public static AffineMap Diagonal(Func<Tensor, Tensor> apply, Tensor? factor, Tensor? constant) => new(apply,
        x => factor is null ? x : x * factor.abs(), x => factor is null ? x : x * factor.square(), constant, 1)
    {
        IsDiagonal = true,
    };
}
