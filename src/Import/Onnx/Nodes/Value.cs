using static TorchSharp.torch;

namespace Audit.Import.Onnx.Nodes;

/// <summary>What a name of the file stands for while the file is read.</summary>
internal abstract record Value;

/// <summary>Something that depends on the image: a node of the graph. The shape leaves the batch out.</summary>
internal sealed record Variable(int Node, long[] Shape) : Value
{
    /// <summary>Dimensions with the batch, as ONNX counts them.</summary>
    public int Rank => Shape.Length + 1;
}

/// <summary>Real numbers known from the file: float32 where that holds them, else float64.</summary>
internal sealed record Reals(Tensor Tensor) : Value
{
    /// <summary>Whether they were computed from others, and even float64 had to round.</summary>
    public bool IsRounded { get; init; }
}

/// <summary>Whole numbers known from the file: shapes, indices, axes. Null stands for the batch size, which is known only at run
/// time.</summary>
internal sealed record Integers(long[] Shape, long?[] Elements) : Value;
