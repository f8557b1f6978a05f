using System.Runtime.InteropServices;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Where one dimension of an image goes: a window of the source, stretched over a run of target pixels; the rest is
/// 0.</summary>
/// <param name="First">First pixel of the window.</param>
/// <param name="Length">Pixels in the window.</param>
/// <param name="At">First target pixel.</param>
/// <param name="Extent">Target pixels.</param>
internal readonly record struct Stretch(int First, int Length, int At, int Extent);

/// <summary>Bilinear resizing, cropping and padding, another for each image, as two matrix products: differentiable by
/// itself.</summary>
internal static class BatchResampling
{
    /// <param name="x">Images [N,C,H,W].</param>
    /// <param name="vertical">One an image.</param>
    /// <param name="horizontal">One an image.</param>
    /// <returns>[N,C,H,W].</returns>
    public static Tensor Apply(Tensor x, Stretch[] vertical, Stretch[] horizontal)
    {
        using var scope = NewDisposeScope();
        var rows = Matrices(vertical, x.size(2), x.device);
        var columns = Matrices(horizontal, x.size(3), x.device).transpose(2, 3);
        return rows.Times(x).Times(columns).MoveToOuterDisposeScope();
    }

    /// <summary>[N,1,size,size]: target pixel by source pixel.</summary>
    /// <remarks>Pixel centres lie at half integers; outside the window its border pixel counts; nothing is averaged when
    /// shrinking.</remarks>
    private static Tensor Matrices(Stretch[] stretches, long size, Device device)
    {
        var matrices = zeros([stretches.Length, 1, size, size]);
        var values = MemoryMarshal.Cast<byte, float>(matrices.bytes);
        for (int n = 0; n < stretches.Length; n++)
        {
            var s = stretches[n];
            for (int k = 0; k < s.Extent; k++)
            {
                double at = Math.Clamp(((k + 0.5) * s.Length / s.Extent) - 0.5, 0, s.Length - 1);
                int low = (int)at, high = Math.Min(low + 1, s.Length - 1);
                var row = values.Slice((int)(((n * size) + s.At + k) * size), (int)size);
                row[s.First + low] += (float)(1 - (at - low));
                row[s.First + high] += (float)(at - low);
            }
        }
        return matrices.to(device);
    }
}
