using System.Numerics;
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
        var (start, at, normals, values) = (Lanes.Flat(clean), Lanes.Flat(here), Lanes.Flat(w), Lanes.Flat(b));
        var moved = empty(clean.shape);
        var self = this;
        Pieces.ForEach(checked((int)values.numel()), 0, row =>
        {
            self.Row(Lanes.Row(start, row), Lanes.Row(at, row), Lanes.Row(normals, row), Lanes.Row(values, row)[0],
                Lanes.Row(moved, row));
        });
        return moved.to(clean.device).MoveToOuterDisposeScope();
    }

    private void Row(ReadOnlySpan<float> clean, ReadOnlySpan<float> here, ReadOnlySpan<float> w, double b, Span<float> moved)
    {
        int length = clean.Length;
        float[] memory = System.Buffers.ArrayPool<float>.Shared.Rent(2 * length);
        Span<float> fromHere = memory.AsSpan(0, length), fromClean = memory.AsSpan(length, length);
        // The plane is w.(y - x_k) + b = 0; seen from the clean image its value is b + w.(x - x_k).
        Hyperplane.Nearest(Norm, here, w, b, fromHere);
        Hyperplane.Nearest(Norm, clean, w, b + Lanes.Along(w, clean, here), fromClean);
        double sizeHere = PerImage.Length(fromHere, Norm), sizeClean = PerImage.Length(fromClean, Norm);
        float alpha = (float)Math.Min(sizeHere / Math.Max(sizeHere + sizeClean, 1e-30), AlphaMax), eta = (float)Eta;
        var (shareHere, shareClean, stretch) = (new Vector<float>(1 - alpha), new Vector<float>(alpha), new Vector<float>(eta));
        int width = Vector<float>.Count, k = 0;
        for (; k + width <= length; k += width)
        {
            var y = ((new Vector<float>(here[k..]) + (new Vector<float>(fromHere[k..]) * stretch)) * shareHere)
                + ((new Vector<float>(clean[k..]) + (new Vector<float>(fromClean[k..]) * stretch)) * shareClean);
            Vector.Min(Vector.Max(y, Vector<float>.Zero), Vector<float>.One).CopyTo(moved[k..]);
        }
        for (; k < length; k++)
        {
            float y = ((here[k] + (fromHere[k] * eta)) * (1 - alpha)) + ((clean[k] + (fromClean[k] * eta)) * alpha);
            moved[k] = MathF.Min(MathF.Max(y, 0), 1);
        }
        System.Buffers.ArrayPool<float>.Shared.Return(memory);
    }
}
