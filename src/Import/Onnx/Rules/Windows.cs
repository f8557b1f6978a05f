using Audit.Formats;
using Audit.Import.Onnx.Nodes;
using Audit.Inputs;

namespace Audit.Import.Onnx.Rules;

/// <summary>How windows lie on an image: what Conv and the pools share. Lists are (height, width).</summary>
/// <param name="Kernel">Size of a window.</param>
/// <param name="Stride">Step from window to window.</param>
/// <param name="Dilation">Step inside a window.</param>
/// <param name="Before">Padding above and left.</param>
/// <param name="After">Padding below and right, without what ceil_mode adds.</param>
internal sealed record Windows(long[] Kernel, long[] Stride, long[] Dilation, long[] Before, long[] After)
{
    /// <summary>Reads the attributes of a node over an image [C,H,W].</summary>
    public static Windows Of(OnnxNode n, long[] image, long[] kernel)
    {
        if (image.Length != 3)
            throw n.Fail($"expects 2-d images [N,C,H,W], gets [N{string.Concat(image.Select(s => $",{s}"))}]");
        long[] stride = n.Pair("strides", 1, least: 1), dilation = n.Pair("dilations", 1, least: 1);
        if (kernel.Any(k => k is < 1 or > OnnxNode.LargestAttribute))
            throw n.Fail($"a kernel of {kernel[0]}x{kernel[1]}");
        long[] pads = n.Ints("pads") ?? [0, 0, 0, 0];
        string mode = n.Text("auto_pad", "NOTSET");
        if (mode is "SAME_UPPER" or "SAME_LOWER")
        {
            long[] before = new long[2], after = new long[2];
            for (int d = 0; d < 2; d++)
            {
                long size = image[d + 1], count = (size - 1) / stride[d] + 1;
                long total = Math.Max(0, (count - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1 - size);
                before[d] = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
                after[d] = total - before[d];
            }
            return new Windows(kernel, stride, dilation, before, after);
        }
        if (mode == "VALID")
            pads = [0, 0, 0, 0];
        else if (mode is not ("NOTSET" or ""))
            throw n.Fail($"auto_pad is {Shown.Name(mode)}, expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        if (pads.Length != 4 || pads.Any(p => p is < 0 or > OnnxNode.LargestAttribute))
            throw n.Fail($"pads must be four numbers from 0 to {OnnxNode.LargestAttribute}, got "
                + $"[{string.Join(',', pads.Take(8))}]");
        return new Windows(kernel, stride, dilation, pads[..2], pads[2..]);
    }

    /// <summary>Equally much padding on both sides.</summary>
    public bool Symmetric => Before.SequenceEqual(After);

    /// <summary>Padding as torch's pools take it: symmetric and at most half the kernel.</summary>
    public bool Poolable => Symmetric && Before.Zip(Kernel).All(p => 2 * p.First <= p.Second);

    /// <summary>From the first to the last element of a window.</summary>
    public long Extent(int d) => Dilation[d] * (Kernel[d] - 1) + 1;

    /// <summary>The same with more padding after, so that every window that begins on the image or its padding before it fits
    /// (ceil_mode).</summary>
    /// <remarks>A window that would begin in the padding after the image is left out, as PyTorch does.</remarks>
    public Windows Ceil(long[] image)
    {
        long[] after = [.. After];
        for (int d = 0; d < 2; d++)
        {
            long free = Math.Max(0, image[d + 1] + Before[d] + After[d] - Extent(d));
            long count = (free + Stride[d] - 1) / Stride[d] + 1;
            if ((count - 1) * Stride[d] >= image[d + 1] + Before[d])
                count--;
            after[d] = Math.Max(after[d], (count - 1) * Stride[d] + Extent(d) - image[d + 1] - Before[d]);
        }
        return this with { After = after };
    }
}
