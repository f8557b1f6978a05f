using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;

namespace Audit.Bounds;

/// <summary>One way of reading a graph: which ops it has rules for, and what needs it.</summary>
/// <param name="Name">Name of the interpreter.</param>
/// <param name="Needed">What a user cannot do where a rule is missing.</param>
/// <param name="Rules">Ops with a rule.</param>
public sealed record Interpretation(string Name, string Needed, IReadOnlySet<Type> Rules)
{
    /// <summary>Every interpreter. A new one is a new line here.</summary>
    public static IReadOnlyList<Interpretation> Known { get; } =
    [
        new("Forward", "predictions, smoothing, attacks", new HashSet<Type>
        {
            typeof(Input), typeof(Normalize), typeof(Conv2d), typeof(ConvTranspose2d), typeof(Linear), typeof(BatchNorm), typeof(Scale), typeof(Shift), typeof(Add), typeof(Multiply),
            typeof(Mean), typeof(Relu), typeof(LeakyRelu), typeof(Sigmoid), typeof(Tanh), typeof(Clip), typeof(Reciprocal), typeof(Softmax), typeof(LogSoftmax),
            typeof(AvgPool2d), typeof(MaxPool2d), typeof(GlobalAvgPool), typeof(Flatten), typeof(Reshape), typeof(Permute), typeof(Concat), typeof(Pad), typeof(Slice), typeof(UpsampleNearest),
        }),
        new(Intervals.Name, "certify --method ibp", new HashSet<Type>
        {
            typeof(Input), typeof(Normalize), typeof(Conv2d), typeof(ConvTranspose2d), typeof(Linear), typeof(BatchNorm), typeof(Scale), typeof(Shift), typeof(Add), typeof(Multiply),
            typeof(Mean), typeof(Relu), typeof(LeakyRelu), typeof(Sigmoid), typeof(Tanh), typeof(Clip), typeof(Reciprocal),
            typeof(AvgPool2d), typeof(MaxPool2d), typeof(GlobalAvgPool), typeof(Flatten), typeof(Reshape), typeof(Permute), typeof(Concat), typeof(Pad), typeof(Slice), typeof(UpsampleNearest),
        }),
        new(Crown.Name, "certify --method fast-lin, crown-ibp, crown, alpha-crown", new HashSet<Type>
        {
            typeof(Input), typeof(Normalize), typeof(Conv2d), typeof(ConvTranspose2d), typeof(Linear), typeof(BatchNorm), typeof(Scale), typeof(Shift), typeof(Add),
            typeof(Mean), typeof(Relu), typeof(LeakyRelu), typeof(Sigmoid), typeof(Tanh),
            typeof(AvgPool2d), typeof(MaxPool2d), typeof(GlobalAvgPool), typeof(Flatten), typeof(Reshape), typeof(Permute), typeof(Concat), typeof(Pad), typeof(Slice), typeof(UpsampleNearest),
        }),
    ];

    /// <summary>The ops of a network that there is no rule for, by name.</summary>
    public IReadOnlyList<string> Missing(Graph graph) =>
        [.. graph.Nodes.Select(n => n.Op).Where(op => !Rules.Contains(op.GetType())).Select(op => op.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
