using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>ResNet of depth 6n+2 for 32x32 images (He et al. 2016, section 4.2), with 1x1 convolutions as shortcuts.</summary>
/// <remarks>Topology and parameter names are those of the PyTorch networks that Cohen et al. 2019 certify.</remarks>
public static class CifarResNet
{
    /// <param name="b">Builder; images must be 32x32.</param>
    /// <param name="x">Normalised input.</param>
    /// <param name="depth">20, 32, 44, 56 or 110.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="classes">Number of logits.</param>
    public static int Build(GraphBuilder b, int x, int depth, int channels, int classes)
    {
        if (depth < 8 || (depth - 2) % 6 != 0)
            throw new ArgumentException($"depth must be 6n+2, got {depth}");
        int blocks = (depth - 2) / 6;

        x = b.Conv("conv1", x, channels, 16, kernel: 3, stride: 1, padding: 1, bias: false);
        x = b.Relu("relu", b.BatchNorm("bn1", x, 16));
        int width = 16;
        for (int layer = 1; layer <= 3; layer++)
        {
            int next = 16 << (layer - 1);
            for (int k = 0; k < blocks; k++)
            {
                x = BasicBlock(b, x, $"layer{layer}.{k}", width, next, stride: layer > 1 && k == 0 ? 2 : 1);
                width = next;
            }
        }
        x = b.Add("avgpool", new AvgPool2d([8, 8], [8, 8], [0, 0]), x);
        x = b.Add("flatten", new Flatten(), x);
        return b.Linear("fc", x, 64, classes);
    }

    private static int BasicBlock(GraphBuilder b, int x, string name, int width, int next, int stride)
    {
        int y = b.Conv($"{name}.conv1", x, width, next, kernel: 3, stride, padding: 1, bias: false);
        y = b.Relu($"{name}.relu1", b.BatchNorm($"{name}.bn1", y, next));
        y = b.Conv($"{name}.conv2", y, next, next, kernel: 3, stride: 1, padding: 1, bias: false);
        y = b.BatchNorm($"{name}.bn2", y, next);

        int shortcut = x;
        if (stride != 1 || width != next)
        {
            shortcut = b.Conv($"{name}.downsample.0", x, width, next, kernel: 1, stride, padding: 0, bias: false);
            shortcut = b.BatchNorm($"{name}.downsample.1", shortcut, next);
        }
        return b.Relu($"{name}.relu2", b.Add($"{name}.add", new Add(), y, shortcut));
    }
}
