using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Planes around a product of two bounded values: (x - xl)(y - yl) is at least 0 below, (x - xl)(yu - y)
/// above.</summary>
/// <remarks>Source: McCormick 1976, Mathematical Programming 10; as relaxations of products in Shi et al. 2020
/// (arXiv:2002.06622).</remarks>
internal static class ProductPlanes
{
    public static Adjoint Backward(BoundedInputs at)
    {
        Interval x = at.Inputs[0], y = at.Inputs[1];
        Tensor positive = at.A.clamp(min: 0), negative = at.A.clamp(max: 0);
        var toX = positive * y.Lower.unsqueeze(1) + negative * y.Upper.unsqueeze(1);
        var toY = at.A * x.Lower.unsqueeze(1);
        // x y >= yl x + xl y - xl yl and x y <= yu x + xl y - xl yu, coefficients as they are chosen.
        Tensor low = at.Rounding.Up(x.Lower * y.Lower), high = at.Rounding.Down(x.Lower * y.Upper);
        return new Adjoint([AffineRules.Unrepeated(toX, at.Shapes[0]), AffineRules.Unrepeated(toY, at.Shapes[1])],
            -(Concretisation.Dot(positive, low) + Concretisation.Dot(negative, high)));
    }
}
