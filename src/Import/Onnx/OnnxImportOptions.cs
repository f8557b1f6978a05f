using Audit.Formats;
using Audit.Networks.Graphs;

namespace Audit.Import.Onnx;

/// <summary>What a file may leave open.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Shape of one image where the file does not tell it (flat inputs of other sizes, symbolic heights).</summary>
    public ImageShape? InputShape { get; init; }

    /// <summary>Whether an input whose sizes tell no image is read as one row of numbers.</summary>
    public bool AnyInput { get; init; }

    /// <summary>Bytes that constants may take while the file is read, in all; less is allowed where the file is small.</summary>
    public long Memory { get; init; } = long.MaxValue;
}
