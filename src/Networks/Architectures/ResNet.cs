using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>ResNets of He et al. 2016 with four stages of 64, 128, 256 and 512 channels.</summary>
public static class ResNet
{
    private static readonly int[] Widths = [64, 128, 256, 512];

    /// <summary>For ImageNet, with torchvision's parameter names: a 7x7 convolution of stride 2 and a pooling at the
    /// start.</summary>
    public static int ImageNet(GraphBuilder b, int x, ImageShape input, int classes, int[] blocks, bool bottleneck)
    {
        Expect(input, 32, "resnets for ImageNet");
        x = b.Conv("conv1", x, input.Channels, 64, kernel: 7, stride: 2, padding: 3, bias: false);
        x = b.Relu("relu", b.BatchNorm("bn1", x, 64));
        x = b.Add("maxpool", new MaxPool2d([3, 3], [2, 2], [1, 1]), x);
        return Stages(b, x, classes, blocks, bottleneck, ResidualNames.Torchvision);
    }

    /// <summary>For 32x32 images, with the parameter names of kuangliu/pytorch-cifar: a 3x3 convolution at the start.</summary>
    public static int Cifar(GraphBuilder b, int x, ImageShape input, int classes, int[] blocks, bool bottleneck)
    {
        Expect(input, 8, "resnets for CIFAR");
        x = b.Conv("conv1", x, input.Channels, 64, kernel: 3, stride: 1, padding: 1, bias: false);
        x = b.Relu("relu", b.BatchNorm("bn1", x, 64));
        return Stages(b, x, classes, blocks, bottleneck, ResidualNames.PytorchCifar);
    }

    private static int Stages(GraphBuilder b, int x, int classes, int[] blocks, bool bottleneck, ResidualNames names)
    {
        int width = 64;
        for (int stage = 0; stage < 4; stage++)
        {
            for (int k = 0; k < blocks[stage]; k++)
            {
                string name = $"layer{stage + 1}.{k}";
                int stride = stage > 0 && k == 0 ? 2 : 1;
                x = bottleneck
                    ? ResidualBlock.Bottleneck(b, x, name, width, Widths[stage], stride, names)
                    : ResidualBlock.Basic(b, x, name, width, Widths[stage], stride, names);
                width = Widths[stage] * (bottleneck ? ResidualBlock.Expansion : 1);
            }
        }
        x = b.Add("avgpool", new GlobalAvgPool(), x);
        x = b.Add("flatten", new Flatten(), x);
        return b.Linear(names.Linear, x, width, classes);
    }

    private static void Expect(ImageShape input, int smallest, string what)
    {
        if (input.Height < smallest || input.Width < smallest)
            throw new UsageException($"{what} take images of at least {smallest}x{smallest}, got {input}");
    }
}
