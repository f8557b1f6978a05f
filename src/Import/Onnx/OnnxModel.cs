using Audit.Networks.Graphs;

namespace Audit.Import.Onnx;

/// <summary>A network read from an ONNX file.</summary>
/// <param name="Graph">The network; takes images [N,C,H,W] for any N, whatever batch and layout the file has.</param>
/// <param name="Facts">What the file says of itself.</param>
/// <param name="Warnings">What a user should know before trusting numbers of this network, one line each.</param>
public sealed record OnnxModel(Graph Graph, OnnxFacts Facts, IReadOnlyList<string> Warnings);

/// <summary>What an ONNX file says of itself.</summary>
/// <param name="Producer">Program and version that wrote it, or "unknown".</param>
/// <param name="Opset">Version of the default operator set.</param>
/// <param name="InputName">The network's input.</param>
/// <param name="InputShape">Its shape as stored, batch first; symbolic sizes by name ("N" where they have none).</param>
/// <param name="Layout">How the file takes images.</param>
/// <param name="FixedBatch">The batch size that the file was exported with, where it is fixed. The graph takes any.</param>
/// <param name="OutputName">The value that holds the logits.</param>
/// <param name="Ops">How often each ONNX op occurs.</param>
public sealed record OnnxFacts(string Producer, long Opset, string InputName, IReadOnlyList<string> InputShape, OnnxLayout Layout,
    long? FixedBatch, string OutputName, IReadOnlyDictionary<string, int> Ops);

/// <summary>How a file takes images. The graph always takes [N,C,H,W].</summary>
public enum OnnxLayout
{
    /// <summary>[N,C,H,W].</summary>
    ChannelsFirst,

    /// <summary>[N,H,W,C].</summary>
    ChannelsLast,

    /// <summary>Features in CHW order, in any shape that is no image.</summary>
    Flat,
}
