using System.Runtime.InteropServices;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>A training objective: the loss of one batch, differentiable in the network's parameters.</summary>
public interface IRecipe
{
    /// <param name="batch">Augmented images and their labels.</param>
    /// <param name="network">The network that is trained.</param>
    RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network);
}

/// <summary>What a recipe gives for one batch.</summary>
/// <param name="Loss">The objective, a scalar.</param>
/// <param name="Logits">Logits [N,classes] of the images that the objective classifies; the running accuracy is taken from
/// them.</param>
/// <param name="Verified">Where the recipe bounds margins: the smallest lower bound of each image, [N].</param>
public readonly record struct RecipeLoss(Tensor Loss, Tensor Logits, Tensor? Verified = null);

/// <summary>One batch of training images with where and when it is seen.</summary>
/// <param name="Images">[N,C,H,W], in [0,1] where no noise was added.</param>
/// <param name="Labels">[N], int64.</param>
/// <param name="Indexes">Index of each image in the training set: part of the address of what is drawn for it.</param>
/// <param name="Epoch">Passes over the training set so far, with a fraction.</param>
/// <param name="Rng">Source of the run's randomness.</param>
public sealed record TrainingBatch(Tensor Images, Tensor Labels, IReadOnlyList<int> Indexes, double Epoch, Rng Rng)
{
    /// <summary>Uniform numbers in [0,1), shaped as the images.</summary>
    public Tensor Uniform() => Draw((values, address) => UniformNoise.Fill(values, Rng, address));

    /// <summary>Standard normal numbers, shaped as the images.</summary>
    public Tensor Gaussian() => Draw((values, address) => GaussianNoise.Fill(values, Rng, address));

    private delegate void Fill(Span<float> values, NoiseAddress address);

    private Tensor Draw(Fill fill)
    {
        var drawn = empty(Images.shape);
        var values = MemoryMarshal.Cast<byte, float>(drawn.bytes);
        int size = values.Length / Indexes.Count;
        for (int k = 0; k < Indexes.Count; k++)
            fill(values.Slice(k * size, size), new NoiseAddress(NoiseStream.Start, Indexes[k], (long)Epoch));
        return drawn.to(Images.dtype);
    }
}
