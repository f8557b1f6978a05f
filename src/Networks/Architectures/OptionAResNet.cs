using Audit.Inputs;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Networks.Architectures;

/// <summary>ResNet of depth 6n+2 for 32x32 images with parameter-free shortcuts (He et al. 2016, section 4.2, option
/// A).</summary>
/// <remarks>Topology and names of akamaster/pytorch_resnet_cifar10. The shortcut takes every second pixel and puts the channels
/// between zeros; written as a 1x1 convolution of stride 2 with weights 0 and 1, which gives the same numbers exactly and which
/// every interpreter knows.</remarks>
public static class OptionAResNet
{
    /// <summary>Adds the network.</summary>
    public static int Build(GraphBuilder b, int x, ImageShape input, int classes, int depth)
    {
        if (input is not { Height: 32, Width: 32 })
            throw new UsageException($"cifar-resnet{depth}-a takes 32x32 images, got {input}");
        x = b.Conv("conv1", x, input.Channels, 16, kernel: 3, stride: 1, padding: 1, bias: false);
        x = b.Relu("relu", b.BatchNorm("bn1", x, 16));
        int width = 16;
        for (int stage = 1; stage <= 3; stage++)
        {
            for (int k = 0; k < (depth - 2) / 6; k++)
            {
                int next = 8 << stage;
                x = Block(b, x, $"layer{stage}.{k}", width, next);
                width = next;
            }
        }
        x = b.Add("avgpool", new AvgPool2d([8, 8], [8, 8], [0, 0]), x);
        x = b.Add("flatten", new Flatten(), x);
        return b.Linear("linear", x, width, classes);
    }

    private static int Block(GraphBuilder b, int x, string name, int width, int next)
    {
        int stride = width == next ? 1 : 2;
        int y = b.Conv($"{name}.conv1", x, width, next, kernel: 3, stride, padding: 1, bias: false);
        y = b.Relu($"{name}.relu1", b.BatchNorm($"{name}.bn1", y, next));
        y = b.Conv($"{name}.conv2", y, next, next, kernel: 3, stride: 1, padding: 1, bias: false);
        y = b.BatchNorm($"{name}.bn2", y, next);
        int shortcut = width == next ? x : b.Add($"{name}.shortcut", PickAndPad(width, next), x);
        return b.Relu($"{name}.relu2", b.Add($"{name}.add", new Add(), y, shortcut));
    }

    private static Conv2d PickAndPad(int from, int to)
    {
        var weight = new float[to * from];
        for (int channel = 0; channel < from; channel++)
            weight[(channel + (to - from) / 2) * from + channel] = 1;
        return new Conv2d(tensor(weight, [to, from, 1, 1]), null, [2, 2], [0, 0], [1, 1], 1) { IsFixed = true };
    }
}
