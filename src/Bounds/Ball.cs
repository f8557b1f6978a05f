using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>The values centre + scale * delta + e with ||delta||_2 at most radius and |e| at most error: an L2 ball behind
/// diagonal ops.</summary>
/// <param name="Centre">[N,...].</param>
/// <param name="Scale">Not negative, of the centre's shape but for a batch of 1.</param>
/// <param name="Error">What rounding may have added to the centre, elementwise; null where rounding errors are not
/// counted.</param>
/// <param name="Radius">[N].</param>
internal sealed record Ball(Tensor Centre, Tensor Scale, Tensor? Error, Tensor Radius)
{
    /// <summary>The input ball of a region; null where it is a box.</summary>
    public static Ball? Of(InputRegion region, Rounding? rounding) => region.L2Radius is not { } radius ? null
        : new Ball(region.Centre, ones_like(region.Centre.narrow(0, 0, 1)), rounding is null ? null : zeros_like(region.Centre),
        radius);

    /// <summary>Bounds of W (centre + scale delta) + b: Wc + b, more or less radius times the norms of the rows of W
    /// scale.</summary>
    public Interval Bound(AffineMap map, Rounding? rounding)
    {
        Tensor centre = map.Apply(Centre), norms = map.Squares(Scale.square()).sqrt();
        var radius = PerImage(centre) * norms;
        return rounding is null ? new Interval(centre - radius, centre + radius)
            : rounding.Around(centre, radius + ErrorOf(map), map.Terms + 32);
    }

    /// <summary>The ball behind a diagonal map; null behind others.</summary>
    public Ball? Through(AffineMap map) =>
        map.IsDiagonal ? new Ball(map.Apply(Centre), map.Magnitude(Scale), Error is null ? null : ErrorOf(map), Radius) : null;

    /// <summary>The ball after an op that only moves elements.</summary>
    public Ball Moved(Func<Tensor, Tensor> move) => new(move(Centre), move(Scale), Error is null ? null : move(Error), Radius);

    /// <summary>Hands the tensors to the enclosing dispose scope; the radius is the region's.</summary>
    public Ball MoveToOuterDisposeScope()
    {
        Centre.MoveToOuterDisposeScope();
        Scale.MoveToOuterDisposeScope();
        Error?.MoveToOuterDisposeScope();
        return this;
    }

    private Tensor PerImage(Tensor like) => Radius.reshape([-1, .. Enumerable.Repeat(1L, (int)like.dim() - 1)]);

    /// <summary>|W| error, and the rounding errors of Wc + b: at most gamma (|W||c| + |b|).</summary>
    private Tensor ErrorOf(AffineMap map)
    {
        double gamma = Rounding.Gamma(map.Terms + 8);
        var error = map.Sizes is null ? map.Magnitude(Error! + Centre.abs() * gamma)
            : map.Magnitude(Error!) + map.Sizes(Error! + Centre.abs() + PerImage(Centre) * Scale) * gamma;
        return (map.Constant is { } b ? error + b * gamma : error) * Rounding.Slack;
    }
}
