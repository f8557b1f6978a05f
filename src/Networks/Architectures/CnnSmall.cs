using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>Four strided convolutions with batch norm and one hidden linear layer: trains in minutes on two cores.</summary>
public static class CnnSmall
{
    /// <summary>Adds the network; any image of at least 8x8.</summary>
    public static int Build(GraphBuilder b, int x, ImageShape input, int classes)
    {
        int channels = input.Channels, height = input.Height, width = input.Width;
        int[] widths = [16, 32, 32, 64];
        for (int k = 0; k < widths.Length; k++)
        {
            int stride = k % 2 == 1 ? 2 : 1;
            x = b.Conv($"conv{k + 1}", x, channels, widths[k], kernel: 3, stride, padding: 1, bias: false);
            x = b.Relu($"relu{k + 1}", b.BatchNorm($"bn{k + 1}", x, widths[k]));
            channels = widths[k];
            if (stride == 2)
                (height, width) = ((height + 1) / 2, (width + 1) / 2);
        }
        x = b.Add("flatten", new Flatten(), x);
        x = b.Relu("relu5", b.Linear("fc1", x, channels * height * width, 64));
        return b.Linear("fc2", x, 64, classes);
    }
}
