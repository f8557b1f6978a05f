using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Bounds of a value, elementwise: what each element lies between. Both ends have the value's shape, [N,...].</summary>
public sealed record Interval(Tensor Lower, Tensor Upper)
{
    /// <summary>The middle.</summary>
    public Tensor Centre => (Lower + Upper) / 2;

    /// <summary>Half the width.</summary>
    public Tensor Radius => (Upper - Lower) / 2;

    /// <summary>The largest absolute value inside.</summary>
    public Tensor Magnitude => Lower.abs().maximum(Upper.abs());

    /// <summary>What both bounds allow: never looser than either.</summary>
    public Interval Intersect(Interval other) => new(Lower.maximum(other.Lower), Upper.minimum(other.Upper));

    /// <summary>The interval of a function that never falls.</summary>
    internal Interval Map(Func<Tensor, Tensor> rising) => new(rising(Lower), rising(Upper));

    /// <summary>Hands both ends to the enclosing dispose scope.</summary>
    internal Interval MoveToOuterDisposeScope()
    {
        Lower.MoveToOuterDisposeScope();
        Upper.MoveToOuterDisposeScope();
        return this;
    }
}
