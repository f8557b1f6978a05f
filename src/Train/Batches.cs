using Audit.Datasets;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Batches of augmented, noisy training images; batch b of epoch e is a function of (seed, e, b) alone.</summary>
/// <remarks>Written straight into channels-last memory, so that the network needs no conversion.</remarks>
public sealed class Batches(ImageSet data, TrainOptions options)
{
    private readonly Rng rng = new(options.Seed);
    private readonly NoiseSampler noise = options.Sigma > 0 ? NoiseSamplers.Of(NoiseModels.Of(Recipes.Of(options.Recipe).Noise,
        options.Sigma)) : new GaussianSampler(0);

    /// <summary>Whole batches in one epoch; what is left over waits for another order.</summary>
    public int Count => data.Count / options.BatchSize;

    /// <summary>The order in which an epoch visits the images.</summary>
    public int[] Order(int epoch) => Permutation.Of(data.Count, rng, NoiseStream.Order, epoch);

    /// <summary>One batch with its place in the run.</summary>
    public TrainingBatch At(int epoch, int[] order, int index)
    {
        var (images, labels) = Batch(epoch, order, index);
        return new TrainingBatch(images, labels, new ArraySegment<int>(order, index * options.BatchSize, options.BatchSize),
            epoch + (double)index / Count, rng);
    }

    /// <summary>One batch: images [N,C,H,W] (channels last in memory) and labels [N].</summary>
    public unsafe (Tensor Images, Tensor Labels) Batch(int epoch, int[] order, int index)
    {
        int n = options.BatchSize, elements = data.Channels * data.Height * data.Width;
        var images = empty([n, data.Height, data.Width, data.Channels]);
        var labels = new long[n];
        var addresses = new NoiseAddress[n];
        fixed (byte* memory = images.bytes)
        {
            var pixels = (float*)memory;
            Parallel.For(0, n, k =>
            {
                int image = order[index * n + k];
                labels[k] = data.Label(image);
                addresses[k] = new NoiseAddress(NoiseStream.Training, image, epoch);
                Augment(image, epoch, new Span<float>(pixels + (long)k * elements, elements));
            });
            if (options.Sigma > 0)
                NoiseBatch.AddToEach(noise, pixels, pixels, elements, rng, addresses);
        }
        return (images.permute(0, 3, 1, 2), tensor(labels));
    }

    /// <summary>A random crop from the zero-padded image, flipped half of the time, as HWC in [0,1].</summary>
    private void Augment(int image, int epoch, Span<float> destination)
    {
        Span<float> draw = stackalloc float[3];
        UniformNoise.Fill(draw, rng, new NoiseAddress(NoiseStream.Augmentation, image, epoch));
        int span = 2 * options.Crop + 1;
        int dy = (int)(draw[0] * span) - options.Crop, dx = (int)(draw[1] * span) - options.Crop;
        bool flip = options.Flip && draw[2] < 0.5f;

        var source = data.Pixels(image);
        int height = data.Height, width = data.Width, channels = data.Channels, at = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int sy = y + dy, sx = (flip ? width - 1 - x : x) + dx;
                bool inside = (uint)sy < (uint)height && (uint)sx < (uint)width;
                for (int c = 0; c < channels; c++)
                    destination[at++] = inside ? source[(c * height + sy) * width + sx] / 255f : 0;
            }
        }
    }
}
