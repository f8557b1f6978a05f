using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>Matrix products, with shapes checked before the call.</summary>
/// <remarks>TorchSharp's native matmul catches nothing (0.99.6 to 0.107.0): shapes that do not fit end the process
/// there.</remarks>
public static class MatrixProduct
{
    /// <summary>Left times right in their last two dimensions; dimensions before them are broadcast, a vector is a column on the
    /// right, a row on the left.</summary>
    /// <exception cref="InvalidOperationException">The shapes do not fit.</exception>
    public static Tensor Times(this Tensor left, Tensor right)
    {
        long[] l = left.shape, r = right.shape;
        bool fits = l.Length > 0 && r.Length > 0 && l[^1] == r[r.Length == 1 ? 0 : ^2];
        for (int k = 3; fits && k <= Math.Min(l.Length, r.Length); k++)
            fits = l[^k] == r[^k] || l[^k] == 1 || r[^k] == 1;
        return fits ? left.matmul(right)
            : throw new InvalidOperationException(
            $"[{string.Join(',', l)}] times [{string.Join(',', r)}]: the shapes of a matrix product do not fit");
    }
}
