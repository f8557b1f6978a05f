using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Numbers of each image of a batch: norms, and one number spread over an image.</summary>
internal static class PerImage
{
    /// <summary>Below it a norm counts as zero: the smallest normal float32, so that nothing is divided by a subnormal.</summary>
    private const double Tiny = 1.17549435e-38;

    /// <summary>Norms [N] of a batch [N,...].</summary>
    public static Tensor Size(Tensor x, Norm norm)
    {
        var flat = x.flatten(1).abs();
        return norm switch
        {
            Norm.Linf => flat.amax([1]),
            Norm.L2 => flat.square().sum(1).sqrt(),
            _ => flat.sum(1),
        };
    }

    /// <summary>Distances between the images of two batches [N,...].</summary>
    public static double[] Distances(Tensor x, Tensor y, Norm norm)
    {
        using var scope = NewDisposeScope();
        var difference = Lanes.Flat(x - y);
        return [.. Enumerable.Range(0, (int)difference.size(0)).Select(row => Length(Lanes.Row(difference, row), norm))];
    }

    /// <summary>The norm of one image.</summary>
    public static double Length(ReadOnlySpan<float> x, Norm norm) => norm switch
    {
        Norm.Linf => Lanes.Largest(x),
        Norm.L2 => Math.Sqrt(Lanes.Sum(x, squares: true)),
        _ => Lanes.Sum(x, squares: false),
    };

    /// <summary>Which images of a batch are zero everywhere.</summary>
    public static bool[] Vanished(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (!Lanes.Reach(x))
            return Rows.Flags(Size(x, Norm.Linf).eq(0));
        return [.. Enumerable.Range(0, (int)x.size(0)).Select(row => Lanes.Largest(Lanes.Row(x, row)) == 0)];
    }

    /// <summary>Each image over its norm; an image of zeros stays as it is.</summary>
    /// <remarks>The largest entry is brought to 1 first: squares of tiny gradients would vanish in float32.</remarks>
    public static Tensor Normalised(Tensor x, Norm norm)
    {
        var scaled = x / Spread(Size(x, Norm.Linf).clamp(Tiny), x);
        return norm == Norm.Linf ? scaled : scaled / Spread(Size(scaled, norm).clamp(Tiny), x);
    }

    /// <summary>[N] as [N,1,...], for arithmetic with a batch.</summary>
    public static Tensor Spread(Tensor values, Tensor like)
    {
        var shape = new long[like.dim()];
        Array.Fill(shape, 1);
        shape[0] = -1;
        return values.reshape(shape);
    }

    /// <summary>One number per image, as a tensor beside the images.</summary>
    public static Tensor Of(IReadOnlyList<double> values, Tensor like) =>
        tensor([.. values.Select(v => (float)v)], [values.Count]).to(like.dtype, like.device);

    /// <summary>Where the mask [N] is true the first batch's image, the second's elsewhere.</summary>
    public static Tensor Choose(Tensor mask, Tensor first, Tensor second) => where(Spread(mask, first), first, second);
}
