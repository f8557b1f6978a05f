using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>LeNet as smoothing papers use it on MNIST: conv 32, conv 64 (3x3), twice pooled, two linear layers.</summary>
public static class LeNet
{
    /// <summary>Adds the network; any image of at least 8x8.</summary>
    public static int Build(GraphBuilder b, int x, ImageShape input, int classes)
    {
        x = b.Relu("relu1", b.Conv("conv1", x, input.Channels, 32, kernel: 3, stride: 1, padding: 1));
        x = b.Add("pool1", new MaxPool2d([2, 2], [2, 2], [0, 0]), x);
        x = b.Relu("relu2", b.Conv("conv2", x, 32, 64, kernel: 3, stride: 1, padding: 1));
        x = b.Add("pool2", new MaxPool2d([2, 2], [2, 2], [0, 0]), x);
        x = b.Add("flatten", new Flatten(), x);
        x = b.Relu("relu3", b.Linear("fc1", x, 64 * (input.Height / 4) * (input.Width / 4), 200));
        return b.Linear("fc2", x, 200, classes);
    }
}
