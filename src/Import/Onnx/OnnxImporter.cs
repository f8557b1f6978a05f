using Audit.Formats;
using Audit.Formats.Onnx;
using Audit.Formats.Onnx.Schema;
using Audit.Import.Onnx.Nodes;
using Audit.Import.Onnx.Rules;
using Audit.Inputs;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx;

/// <summary>Reads a network from an ONNX file into our graph. Nothing in the file is executed.</summary>
/// <remarks>
/// Source: the ONNX operator and IR specifications, opsets 7 to 21. The first dimension is the batch everywhere, also where the
/// file fixes it to 1, so that the graph takes any number of images. What does not depend on the image is computed here and
/// stored.
/// </remarks>
public static class OnnxImporter
{
    private const long OldestOpset = 7;
    private const long NewestOpset = 21;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, or holds something that there is no rule for.</exception>
    public static OnnxModel Import(string path, OnnxImportOptions? options = null) => Import(path, ModelFile.Read(path), options);

    /// <summary>Reads a file whose bytes are in memory; <paramref name="path"/> locates external data and begins
    /// messages.</summary>
    /// <exception cref="ModelFormatException">As for a file.</exception>
    public static OnnxModel Import(string path, byte[] bytes, OnnxImportOptions? options = null) =>
        Import(path, ModelFile.Parse(path, bytes), options);

    private static OnnxModel Import(string path, ModelProto model, OnnxImportOptions? options)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var budget = new MemoryBudget(model.CalculateSize(), options?.Memory ?? long.MaxValue);
        long opset = model.OpsetImport.Where(o => IsDefault(o.Domain)).Select(o => o.Version).DefaultIfEmpty(0).Max();
        if (opset < OldestOpset)
            throw new ModelFormatException(path, $"uses opset {opset}, expected {OldestOpset} or later: export it with opset 13");

        var graph = model.Graph;
        var values = new Values(path, graph, new TensorReader(path, budget));
        string output = graph.Output.FirstOrDefault()?.Name ?? throw new ModelFormatException(path, "the network has no output");
        var image = StoredInput.Of(path, graph, values, options ?? new OnnxImportOptions());
        var lowering = new OnnxGraph(path, image.Shape, budget) { FixedBatch = image.FixedBatch };
        if (opset > NewestOpset)
            lowering.Warnings.Add(
                $"opset {opset} is newer than the newest known one, {NewestOpset}: compare logits with golden values");
        if (graph.Output.Count > 1)
            lowering.Warnings.Add(
                $"the network has {graph.Output.Count} outputs, the first, {Shown.Name(output)}, is taken as logits");
        if (image.FixedBatch > 1)
            lowering.Warnings.Add($"exported with a fixed batch of {image.FixedBatch}; it is run with any batch");

        bool[] needed = values.Needed(output);
        var inputNode = new OnnxNode(path, new NodeProto { OpType = "Input", Name = image.Name }, [], opset);
        values.Define(image.Name, image.Adapt(lowering, inputNode));
        for (int k = 0; k < graph.Node.Count; k++)
        {
            if (needed[k])
                Translate(path, graph.Node[k], opset, values, lowering);
        }

        var logits = values.Find(output) as Variable ?? throw new ModelFormatException(path,
            $"the output {Shown.Name(output)} does not depend on the input");
        var endNode = new OnnxNode(path, new NodeProto { OpType = "Output", Name = output }, [], opset);
        if (logits.Node == 0)
            throw new ModelFormatException(path, "the output is the input itself");
        logits = lowering.Reshape(endNode, logits, [Networks.Graphs.Sizes.Elements(logits.Shape)]);
        if (lowering.OpAt(logits.Node) is Softmax)
            lowering.Warnings.Add(
                "ends with a softmax: its outputs are probabilities, margins and losses on logits see them squashed");
        var result = lowering.Build(logits, (int)logits.Shape[0]);
        var ops = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
            ops[node.OpType] = ops.GetValueOrDefault(node.OpType) + 1;
        string producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        var facts = new OnnxFacts(producer.Length == 0 ? "unknown" : Shown.Text(producer), opset, image.Name, image.Stored,
            image.Layout,
            image.FixedBatch, output, ops);
        return new OnnxModel(result, facts, lowering.Warnings);
    }

    private static void Translate(string path, NodeProto proto, long opset, Values values, OnnxGraph lowering)
    {
        var inputs = new List<Value?>();
        foreach (string name in proto.Input)
        {
            var value = name.Length == 0 ? null : values.Find(name)
                ?? throw new ModelFormatException(path,
                $"op {Shown.Name(proto.OpType)} (node {Shown.Name(proto.Name)}) reads {Shown.Name(name)}, "
                    + "which nothing before it gives: the file is cut, unsorted or cyclic");
            if (value is Variable v && values.Readers(name) > 1)
                lowering.Close(v);
            inputs.Add(value);
        }
        var node = new OnnxNode(path, proto, inputs, opset);
        bool constant = inputs.All(v => v is not Variable);
        var rule = IsDefault(proto.Domain) ? RuleTable.Find(proto.OpType, constant) : null;
        if (rule is null)
            throw NoRule(path, proto, node);
        if (proto.Output.Count == 0 || proto.Output[0].Length == 0)
            throw node.Fail("has no output, expected one");
        values.Define(proto.Output[0], rule(lowering, node));
    }

    private static ModelFormatException NoRule(string path, NodeProto proto, OnnxNode node)
    {
        string where = $"no rule for op {Shown.Name(proto.OpType)} (node {Shown.Name(node.Name)}, domain "
            + $"{Shown.Name(proto.Domain.Length == 0 ? "ai.onnx" : proto.Domain)})";
        return new ModelFormatException(path, proto.OpType is "If" or "Loop" or "Scan"
            ? $"{where}: control flow is not read; export the network traced, not scripted"
            : $"{where}: {(node.Opset == 13 ? "export it" : "export it for opset 13")} with constant folding, simplify the file "
            + $"(onnx-simplifier), or give the weights as a state dict with --arch");
    }

    private static bool IsDefault(string domain) => domain is "" or "ai.onnx";
}
