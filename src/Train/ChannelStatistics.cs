using Audit.Datasets;
using Audit.Networks.Architectures;

namespace Audit.Train;

/// <summary>The normalisation that a new network gets for its data.</summary>
public static class ChannelStatistics
{
    /// <summary>Cohen et al. 2019's constants for CIFAR-10, so that checkpoints compare; else mean and deviation of the training
    /// set.</summary>
    public static Normalization Of(ImageSet images) => images.Name == "cifar10"
        ? new Normalization([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f])
        : Measured(images);

    private static Normalization Measured(ImageSet images)
    {
        int plane = images.Height * images.Width;
        var sum = new long[images.Channels];
        var squares = new long[images.Channels];
        for (int k = 0; k < images.Count; k++)
        {
            var pixels = images.Pixels(k);
            for (int j = 0; j < pixels.Length; j++)
            {
                sum[j / plane] += pixels[j];
                squares[j / plane] += pixels[j] * pixels[j];
            }
        }
        double count = (double)images.Count * plane;
        return new Normalization(
            [.. sum.Select(s => (float)Math.Round(s / count / 255, 4))],
            [.. sum.Zip(squares, (s, q) => (float)Math.Max(1e-4,
                Math.Round(Math.Sqrt(Math.Max(0, q / count - s / count * (s / count))) / 255, 4)))]);
    }
}
