using Audit.Formats;
using Audit.Formats.Onnx;
using Audit.Networks;

namespace Audit.Import.Onnx.Rules;

/// <summary>Turns one node of a file into ops of the graph, or into a value known now.</summary>
internal delegate Value Rule(Lowering graph, OnnxNode node);

/// <summary>Every ONNX op that can be read. A new one is a new line here.</summary>
internal static class RuleTable
{
    /// <summary>Where at least one input depends on the image.</summary>
    private static readonly Dictionary<string, Rule> OnImages = new(StringComparer.Ordinal)
    {
        ["Add"] = Arithmetic.Add,
        ["AveragePool"] = Pooling.Average,
        ["BatchNormalization"] = Layers.BatchNormalization,
        ["Cast"] = Unchanged.Cast,
        ["Clip"] = Activations.Clip,
        ["Concat"] = ShapeRules.Concat,
        ["Conv"] = Convolutions.Conv,
        ["ConvTranspose"] = Convolutions.ConvTranspose,
        ["Div"] = Arithmetic.Div,
        ["Dropout"] = Unchanged.SwitchedOffDropout,
        ["Flatten"] = ShapeRules.Flatten,
        ["Gemm"] = Layers.Gemm,
        ["GlobalAveragePool"] = Pooling.GlobalAverage,
        ["GlobalMaxPool"] = Pooling.GlobalMax,
        ["Identity"] = Unchanged.Identity,
        ["LeakyRelu"] = Activations.LeakyRelu,
        ["LogSoftmax"] = Activations.LogSoftmax,
        ["MatMul"] = Layers.MatMul,
        ["MaxPool"] = Pooling.Max,
        ["Mul"] = Arithmetic.Mul,
        ["Pad"] = Resizing.Pad,
        ["Reciprocal"] = Activations.Reciprocal,
        ["ReduceMean"] = Pooling.ReduceMean,
        ["Relu"] = Activations.Relu,
        ["Reshape"] = ShapeRules.Reshape,
        ["Resize"] = Resizing.Resize,
        ["Shape"] = Folding.ShapeOf,
        ["Sigmoid"] = Activations.Sigmoid,
        ["Slice"] = Resizing.Slice,
        ["Softmax"] = Activations.Softmax,
        ["Squeeze"] = ShapeRules.Squeeze,
        ["Sub"] = Arithmetic.Sub,
        ["Tanh"] = Activations.Tanh,
        ["Transpose"] = ShapeRules.Transpose,
        ["Unsqueeze"] = ShapeRules.Unsqueeze,
        ["Upsample"] = Resizing.Resize,
    };

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
}
