using Audit.Formats;
using static TorchSharp.torch;

namespace Audit.Defences.Transformations;

/// <summary>Pictures turned, scaled and moved about their centre, read bilinearly.</summary>
/// <remarks>Where all of the change is none, the picture is itself: every pixel is read at its own centre.</remarks>
public static class Warp
{
    /// <param name="x">Pictures, [N,C,H,W].</param>
    /// <param name="angle">Rotation of each, radians, [N,1,1,1].</param>
    /// <param name="scale">Size of each, 1 as it is, [N,1,1,1].</param>
    /// <param name="down">Shift of each downwards, as a share of the height, [N,1,1,1].</param>
    /// <param name="right">Shift of each to the right, as a share of the width, [N,1,1,1].</param>
    /// <param name="outside">Value of what lies around each picture, [N,1,1,1].</param>
    public static Tensor Bilinear(Tensor x, Tensor angle, Tensor scale, Tensor down, Tensor right, Tensor outside)
    {
        using var scope = NewDisposeScope();
        long height = x.size(2), width = x.size(3);
        // Where each seen pixel lies in the picture: the inverse of shift after scale after rotation, about the centre.
        var row = arange(0.0, (double)height, 1.0, float32, x.device).reshape(1, 1, -1, 1) - (height - 1) / 2.0 - down * height;
        var column = arange(0.0, (double)width, 1.0, float32, x.device).reshape(1, 1, 1, -1) - (width - 1) / 2.0 - right * width;
        var (cos, sin) = (angle.cos() / scale, angle.sin() / scale);
        var y = row * cos - column * sin + (height - 1) / 2.0;
        var z = row * sin + column * cos + (width - 1) / 2.0;
        var (top, left) = (y.floor(), z.floor());
        var (lower, righter) = (y - top, z - left);
        var background = x - outside;
        var sum = Read(background, top, left) * ((1 - lower) * (1 - righter))
            + Read(background, top, left + 1) * ((1 - lower) * righter)
            + Read(background, top + 1, left) * (lower * (1 - righter)) + Read(background, top + 1, left + 1) * (lower * righter);
        return (sum + outside).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels at whole positions, zero outside.</summary>
    private static Tensor Read(Tensor x, Tensor row, Tensor column)
    {
        long height = x.size(2), width = x.size(3);
        var inside = row.ge(0).logical_and(row.le(height - 1)).logical_and(column.ge(0)).logical_and(column.le(width - 1));
        var index = (row.clamp(0, height - 1) * width + column.clamp(0, width - 1)).to(int64).flatten(1).unsqueeze(1)
            .expand(x.size(0), x.size(1), height * width);
        return x.flatten(2).gather(2, index).reshape(x.shape) * inside.to(x.dtype);
    }
}
