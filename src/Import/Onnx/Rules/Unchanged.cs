using Audit.Formats;
using Audit.Import.Onnx.Nodes;
using Audit.Inputs;

namespace Audit.Import.Onnx.Rules;

/// <summary>Ops that leave values as they are.</summary>
internal static class Unchanged
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Cast"] = Cast,
        ["Dropout"] = SwitchedOffDropout,
        ["Identity"] = Identity,
    };

    public static Value Identity(OnnxGraph graph, OnnxNode n) => n.Input(0);

    public static Value SwitchedOffDropout(OnnxGraph graph, OnnxNode n)
    {
        if (n.Has(2) && n.Input(2) is Integers { Elements: [not 0, ..] })
            graph.Warnings.Add($"dropout {Shown.Name(n.Name)} was exported in training mode; it is read as switched off");
        return n.Input(0);
    }

    /// <summary>The graph computes in float32 whatever precision the file asks for.</summary>
    public static Value Cast(OnnxGraph graph, OnnxNode n)
    {
        var to = (ElementType)n.Int("to", 0);
        if (!to.IsReal())
            throw n.Fail($"casts a value that depends on the image to type {(int)to}; expected real numbers");
        if (to != ElementType.Float)
            graph.Warnings.Add($"cast {Shown.Name(n.Name)} to {to} is read as float32");
        return n.Input(0);
    }
}
