using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;

namespace Audit.Import.Onnx.Rules;

/// <summary>Turns one node of a file into ops of the graph, or into a value known now.</summary>
internal delegate Value Rule(OnnxGraph graph, OnnxNode node);

/// <summary>Every ONNX op that can be read, and every op that can be written; each family lists its own.</summary>
internal static class RuleTable
{
    /// <summary>Where at least one input depends on the image.</summary>
    private static readonly Dictionary<string, Rule> OnImages = Join(ArithmeticRules.Import, Pooling.Import, Layers.Import,
        Unchanged.Import, Activations.Import, StepImport.Import, ShapeRules.Import, Convolutions.Import, Resizing.Import,
        Folding.Import);

    /// <summary>Where no input does: computed while reading.</summary>
    private static readonly Dictionary<string, Rule> OnConstants = new(StringComparer.Ordinal)
    {
        ["Add"] = FoldedArithmetic.Add,
        ["Cast"] = Folding.Cast,
        ["Concat"] = Folding.Concat,
        ["Constant"] = Folding.Constant,
        ["ConstantOfShape"] = Folding.ConstantOfShape,
        ["Div"] = FoldedArithmetic.Div,
        ["Floor"] = Folding.Floor,
        ["Gather"] = Folding.Gather,
        ["Identity"] = Unchanged.Identity,
        ["Mul"] = FoldedArithmetic.Mul,
        ["Reshape"] = Folding.Reshape,
        ["Shape"] = Folding.ShapeOf,
        ["Slice"] = Folding.Slice,
        ["Squeeze"] = Folding.Squeeze,
        ["Sub"] = FoldedArithmetic.Sub,
        ["Transpose"] = Folding.Transpose,
        ["Unsqueeze"] = Folding.Unsqueeze,
    };

    /// <summary>The rule for an op of the default domain, or null.</summary>
    public static Rule? Find(string type, bool constant) => (constant ? OnConstants : OnImages).GetValueOrDefault(type);

    /// <summary>Every op of the default domain that is read.</summary>
    public static IEnumerable<string> Known => OnImages.Keys.Union(OnConstants.Keys);

    /// <summary>How each op is written.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        ArithmeticRules.Export, Convolutions.Export, Layers.Export, Activations.Export, StepImport.Export, Pooling.Export,
        ShapeRules.Export, Resizing.Export,
    };

    private static Dictionary<string, Rule> Join(params IReadOnlyDictionary<string, Rule>[] families) =>
        families.SelectMany(f => f).ToDictionary(StringComparer.Ordinal);
}
