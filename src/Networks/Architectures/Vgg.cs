using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>VGG-11 and VGG-16 (Simonyan and Zisserman 2015) with torchvision's parameter names, and their CIFAR
/// version.</summary>
public static class Vgg
{
    private const int Pool = 0;

    /// <summary>Channels of the 3x3 convolutions of VGG-11; 0 is a pooling.</summary>
    public static readonly int[] Eleven = [64, Pool, 128, Pool, 256, 256, Pool, 512, 512, Pool, 512, 512, Pool];

    /// <summary>Channels of the 3x3 convolutions of VGG-16; 0 is a pooling.</summary>
    public static readonly int[] Sixteen = [64, 64, Pool, 128, 128, Pool, 256, 256, 256, Pool, 512, 512, 512, Pool, 512, 512, 512,
        Pool];

    /// <summary>For ImageNet: three linear layers. Images must be 224x224, where torchvision's adaptive pooling to 7x7 does
    /// nothing.</summary>
    public static int ImageNet(GraphBuilder b, int x, ImageShape input, int classes, int[] plan, bool batchNorm)
    {
        if (input is not { Height: 224, Width: 224 })
            throw new UsageException($"vgg takes 224x224 images, got {input}");
        x = b.Add("flatten", new Flatten(), Features(b, x, input.Channels, plan, batchNorm));
        x = b.Relu("classifier.1", b.Linear("classifier.0", x, 512 * 7 * 7, 4096));
        x = b.Relu("classifier.4", b.Linear("classifier.3", x, 4096, 4096));
        return b.Linear("classifier.6", x, 4096, classes);
    }

    /// <summary>For 32x32 images, as in kuangliu/pytorch-cifar: batch norm, and one linear layer.</summary>
    public static int Cifar(GraphBuilder b, int x, ImageShape input, int classes, int[] plan)
    {
        if (input is not { Height: 32, Width: 32 })
            throw new UsageException($"cifar-vgg takes 32x32 images, got {input}");
        x = b.Add("flatten", new Flatten(), Features(b, x, input.Channels, plan, batchNorm: true));
        return b.Linear("classifier", x, 512, classes);
    }

    /// <summary>Names count every layer of the Sequential, with and without parameters.</summary>
    private static int Features(GraphBuilder b, int x, int channels, int[] plan, bool batchNorm)
    {
        int index = 0;
        foreach (int width in plan)
        {
            if (width == Pool)
            {
                x = b.Add($"features.{index++}", new MaxPool2d([2, 2], [2, 2], [0, 0]), x);
                continue;
            }
            x = b.Conv($"features.{index++}", x, channels, width, kernel: 3, stride: 1, padding: 1);
            if (batchNorm)
                x = b.BatchNorm($"features.{index++}", x, width);
            x = b.Relu($"features.{index++}", x);
            channels = width;
        }
        return x;
    }
}
