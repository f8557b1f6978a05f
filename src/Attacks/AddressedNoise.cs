using System.Runtime.InteropServices;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Addressed noise as tensors, one address per image.</summary>
internal static class AddressedNoise
{
    /// <summary>Uniform in [0,1).</summary>
    public static Tensor Uniform(Tensor like, Rng rng, NoiseAddress[] addresses)
    {
        var values = zeros(like.shape);
        int length = (int)(values.numel() / Math.Max(1, addresses.Length));
        for (int row = 0; row < addresses.Length; row++)
            UniformNoise.Fill(MemoryMarshal.Cast<byte, float>(values.bytes).Slice(row * length, length), rng, addresses[row]);
        return values.to(like.device);
    }

    /// <summary>Standard normal.</summary>
    public static unsafe Tensor Gaussian(Tensor like, Rng rng, NoiseAddress[] addresses)
    {
        var values = zeros(like.shape);
        fixed (byte* memory = values.bytes)
            NoiseBatch.FillGaussian((float*)memory, values.numel() / Math.Max(1, addresses.Length), rng, addresses);
        return values.to(like.device);
    }
}
