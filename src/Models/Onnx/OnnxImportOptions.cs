using Audit.Models.Graphs;

namespace Audit.Models.Onnx;

/// <summary>What a file may leave open.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Shape of one image where the file does not tell it (flat inputs of other sizes, symbolic heights).</summary>
    public ImageShape? InputShape { get; init; }
}
