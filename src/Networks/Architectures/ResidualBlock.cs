using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>The two blocks of He et al. 2016, figure 5: two 3x3 convolutions, or 1x1, 3x3, 1x1 with four times the width at the
/// end.</summary>
internal static class ResidualBlock
{
    /// <summary>Width of the bottleneck's output over that of its 3x3 convolution.</summary>
    public const int Expansion = 4;

    public static int Basic(GraphBuilder b, int x, string name, int width, int next, int stride, ResidualNames names)
    {
        int y = ConvNormRelu(b, x, name, 1, width, next, kernel: 3, stride);
        y = ConvNorm(b, y, name, 2, next, next, kernel: 3, stride: 1);
        return Join(b, y, Shortcut(b, x, name, width, next, stride, names), name);
    }

    /// <summary>The stride is the 3x3 convolution's, as in torchvision (not the first 1x1's, as in the paper).</summary>
    public static int Bottleneck(GraphBuilder b, int x, string name, int width, int inner, int stride, ResidualNames names)
    {
        int y = ConvNormRelu(b, x, name, 1, width, inner, kernel: 1, stride: 1);
        y = ConvNormRelu(b, y, name, 2, inner, inner, kernel: 3, stride);
        y = ConvNorm(b, y, name, 3, inner, Expansion * inner, kernel: 1, stride: 1);
        return Join(b, y, Shortcut(b, x, name, width, Expansion * inner, stride, names), name);
    }

    private static int ConvNorm(GraphBuilder b, int x, string name, int number, int from, int to, int kernel, int stride) =>
        b.BatchNorm($"{name}.bn{number}", b.Conv($"{name}.conv{number}", x, from, to, kernel, stride, kernel / 2, bias: false),
            to);

    private static int ConvNormRelu(GraphBuilder b, int x, string name, int number, int from, int to, int kernel, int stride) =>
        b.Relu($"{name}.relu{number}", ConvNorm(b, x, name, number, from, to, kernel, stride));

    private static int Shortcut(GraphBuilder b, int x, string name, int from, int to, int stride, ResidualNames names)
    {
        if (stride == 1 && from == to)
            return x;
        x = b.Conv($"{name}.{names.Shortcut}.0", x, from, to, kernel: 1, stride, padding: 0, bias: false);
        return b.BatchNorm($"{name}.{names.Shortcut}.1", x, to);
    }

    private static int Join(GraphBuilder b, int y, int shortcut, string name) =>
        b.Relu($"{name}.relu", b.Add($"{name}.add", new Add(), y, shortcut));
}
