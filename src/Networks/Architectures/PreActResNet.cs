using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>ResNet-18 with pre-activation blocks (He et al. 2016, Identity Mappings) for 32x32 images.</summary>
/// <remarks>Topology and names of kuangliu/pytorch-cifar: the shortcut starts after norm and ReLU, and there is no norm before
/// the last layer.</remarks>
public static class PreActResNet
{
    /// <summary>Adds the network.</summary>
    public static int Build(GraphBuilder b, int x, ImageShape input, int classes)
    {
        if (input is not { Height: 32, Width: 32 })
            throw new UsageException($"preact-resnet18 takes 32x32 images, got {input}");
        x = b.Conv("conv1", x, input.Channels, 64, kernel: 3, stride: 1, padding: 1, bias: false);
        int width = 64;
        for (int stage = 1; stage <= 4; stage++)
        {
            for (int k = 0; k < 2; k++)
            {
                int next = 32 << stage;
                x = Block(b, x, $"layer{stage}.{k}", width, next, stride: stage > 1 && k == 0 ? 2 : 1);
                width = next;
            }
        }
        x = b.Add("avgpool", new AvgPool2d([4, 4], [4, 4], [0, 0]), x);
        x = b.Add("flatten", new Flatten(), x);
        return b.Linear("linear", x, width, classes);
    }

    private static int Block(GraphBuilder b, int x, string name, int width, int next, int stride)
    {
        int active = b.Relu($"{name}.relu1", b.BatchNorm($"{name}.bn1", x, width));
        int shortcut = stride == 1 && width == next ? x
            : b.Conv($"{name}.shortcut.0", active, width, next, kernel: 1, stride, padding: 0, bias: false);
        int y = b.Conv($"{name}.conv1", active, width, next, kernel: 3, stride, padding: 1, bias: false);
        y = b.Relu($"{name}.relu2", b.BatchNorm($"{name}.bn2", y, next));
        y = b.Conv($"{name}.conv2", y, next, next, kernel: 3, stride: 1, padding: 1, bias: false);
        return b.Add($"{name}.add", new Add(), y, shortcut);
    }
}
