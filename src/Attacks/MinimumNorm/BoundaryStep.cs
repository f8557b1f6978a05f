using System.Numerics;
using System.Runtime.InteropServices;
using Audit.Networks.Inference;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>One step of FAB towards a linearised boundary, image by image: arithmetic on a row that stays in the cache.</summary>
/// <remarks>Source: Croce and Hein 2020, arXiv:1907.02044, algorithm 1. On the CPU, wherever the images are.</remarks>
/// <param name="Norm">The norm.</param>
/// <param name="Eta">Overshoot of a projection.</param>
/// <param name="AlphaMax">Largest weight of the pull towards the clean image.</param>
internal readonly record struct BoundaryStep(Norm Norm, double Eta, double AlphaMax)
{
    /// <summary>Where the step leads.</summary>
    /// <param name="clean">Clean images, [N,...] in [0,1].</param>
    /// <param name="here">Where the walk is, [N,...] in [0,1].</param>
    /// <param name="w">Normal of each image's plane, [N,...].</param>
    /// <param name="b">Its value here, [N].</param>
    /// <returns>(1 - alpha)(x_k + eta d_k) + alpha (x + eta d), cut to the box; shaped as the images.</returns>
    public Tensor From(Tensor clean, Tensor here, Tensor w, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (start, at, normals, values) = (Floats(clean), Floats(here), Floats(w), Floats(b));
        var moved = empty(clean.shape);
        var self = this;
        int rows = checked((int)values.numel()), length = checked((int)(moved.numel() / Math.Max(1, rows)));
        Pieces.ForEach(rows, 0, row =>
        {
            Span<float> Of(Tensor t) => MemoryMarshal.Cast<byte, float>(t.bytes).Slice(row * length, length);
            self.Row(Of(start), Of(at), Of(normals), MemoryMarshal.Cast<byte, float>(values.bytes)[row], Of(moved));
        });
        return moved.to(clean.device).MoveToOuterDisposeScope();
    }

    private void Row(ReadOnlySpan<float> clean, ReadOnlySpan<float> here, ReadOnlySpan<float> w, double b, Span<float> moved)
    {
        int length = clean.Length;
        float[] memory = System.Buffers.ArrayPool<float>.Shared.Rent(2 * length);
        Span<float> fromHere = memory.AsSpan(0, length), fromClean = memory.AsSpan(length, length);
        // The plane is w.(y - x_k) + b = 0; seen from the clean image its value is b + w.(x - x_k).
        double atClean = b;
        for (int k = 0; k < length; k++)
            atClean += (double)w[k] * (clean[k] - here[k]);
        Hyperplane.Nearest(Norm, here, w, b, fromHere);
        Hyperplane.Nearest(Norm, clean, w, atClean, fromClean);
        double sizeHere = Size(fromHere), sizeClean = Size(fromClean);
        float alpha = (float)Math.Min(sizeHere / Math.Max(sizeHere + sizeClean, 1e-30), AlphaMax), eta = (float)Eta;
        for (int k = 0; k < length; k++)
        {
            float y = ((here[k] + (fromHere[k] * eta)) * (1 - alpha)) + ((clean[k] + (fromClean[k] * eta)) * alpha);
            moved[k] = MathF.Min(MathF.Max(y, 0), 1);
        }
        System.Buffers.ArrayPool<float>.Shared.Return(memory);
    }

    private double Size(ReadOnlySpan<float> d)
    {
        double sum = 0;
        foreach (float v in d)
        {
            double size = Math.Abs(v);
            sum = Norm switch { Norm.Linf => Math.Max(sum, size), Norm.L2 => sum + (size * size), _ => sum + size };
        }
        return Norm == Norm.L2 ? Math.Sqrt(sum) : sum;
    }

    private static Tensor Floats(Tensor t) => t.detach().to(float32).cpu().contiguous();
}
