using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>Wide ResNets (Zagoruyko and Komodakis 2016) for 32x32 images.</summary>
/// <remarks>Topology and names of the PyTorch version that TRADES and most robust-training code use. Dropout is the identity
/// here. That code also registers a stage "sub_block1" that it never computes with; its tensors are passed over.</remarks>
public static class WideResNet
{
    /// <param name="b">Builder.</param>
    /// <param name="x">Normalised input.</param>
    /// <param name="input">Images must be 32x32.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="depth">6n+4.</param>
    /// <param name="widen">Factor on the widths 16, 32, 64.</param>
    public static int Build(GraphBuilder b, int x, ImageShape input, int classes, int depth, int widen)
    {
        if (input is not { Height: 32, Width: 32 })
            throw new UsageException($"wideresnet{depth}-{widen} takes 32x32 images, got {input}");
        if ((depth - 4) % 6 != 0)
            throw new ArgumentException($"depth must be 6n+4, got {depth}");
        x = b.Conv("conv1", x, input.Channels, 16, kernel: 3, stride: 1, padding: 1, bias: false);
        int width = 16;
        for (int stage = 1; stage <= 3; stage++)
        {
            int next = (8 << stage) * widen;
            for (int k = 0; k < (depth - 4) / 6; k++)
            {
                x = Block(b, x, $"block{stage}.layer.{k}", width, next, stride: stage > 1 && k == 0 ? 2 : 1);
                width = next;
            }
        }
        x = b.Relu("relu", b.BatchNorm("bn1", x, width));
        x = b.Add("avgpool", new AvgPool2d([8, 8], [8, 8], [0, 0]), x);
        x = b.Add("flatten", new Flatten(), x);
        return b.Linear("fc", x, width, classes);
    }

    private static int Block(GraphBuilder b, int x, string name, int width, int next, int stride)
    {
        int active = b.Relu($"{name}.relu1", b.BatchNorm($"{name}.bn1", x, width));
        int y = b.Conv($"{name}.conv1", active, width, next, kernel: 3, stride, padding: 1, bias: false);
        y = b.Relu($"{name}.relu2", b.BatchNorm($"{name}.bn2", y, next));
        y = b.Conv($"{name}.conv2", y, next, next, kernel: 3, stride: 1, padding: 1, bias: false);
        int shortcut = width == next ? x : b.Conv($"{name}.convShortcut", active, width, next, kernel: 1, stride, padding: 0,
            bias: false);
        return b.Add($"{name}.add", new Add(), shortcut, y);
    }
}
