using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>Writes a graph node by node; each method returns the index of the value it adds.</summary>
/// <param name="inputShape">Shape of one image.</param>
/// <param name="parameters">Where weights come from: an initialiser or a file.</param>
public sealed class GraphBuilder(ImageShape inputShape, IParameterSource parameters)
{
    private readonly List<Node> nodes = [new("input", new Input(), [])];

    /// <summary>Index of the input.</summary>
    public int Input => 0;

    /// <summary>Adds any op.</summary>
    public int Add(string name, Op op, params int[] inputs)
    {
        nodes.Add(new Node(name, op, inputs));
        return nodes.Count - 1;
    }

    /// <summary>Convolution of square kernel, stride and padding.</summary>
    public int Conv(string name, int x, int inChannels, int outChannels, int kernel, int stride = 1, int padding = 0,
        bool bias = true)
    {
        long fanIn = (long)inChannels * kernel * kernel, fanOut = (long)outChannels * kernel * kernel;
        var weight = parameters.Get($"{name}.weight", [outChannels, inChannels, kernel, kernel],
            new ParameterRole.ConvWeight(fanIn, fanOut));
        var b = bias ? parameters.Get($"{name}.bias", [outChannels], new ParameterRole.Bias(fanIn)) : null;
        return Add(name, new Conv2d(weight, b, [stride, stride], [padding, padding], [1, 1], 1), x);
    }

    /// <summary>Batch normalisation with PyTorch's default epsilon.</summary>
    public int BatchNorm(string name, int x, int channels, double epsilon = 1e-5) => Add(name, new BatchNorm(
        parameters.Get($"{name}.weight", [channels], ParameterRole.Ones),
        parameters.Get($"{name}.bias", [channels], ParameterRole.Zeros),
        parameters.Get($"{name}.running_mean", [channels], ParameterRole.Zeros),
        parameters.Get($"{name}.running_var", [channels], ParameterRole.Ones), epsilon), x);

    /// <summary>Linear layer.</summary>
    public int Linear(string name, int x, int inFeatures, int outFeatures, bool bias = true) => Add(name, new Linear(
        parameters.Get($"{name}.weight", [outFeatures, inFeatures], new ParameterRole.LinearWeight(inFeatures)),
        bias ? parameters.Get($"{name}.bias", [outFeatures], new ParameterRole.Bias(inFeatures)) : null), x);

    /// <summary>ReLU.</summary>
    public int Relu(string name, int x) => Add(name, new Relu(), x);

    /// <summary>Normalisation by fixed channel statistics.</summary>
    public int Normalize(int x, IReadOnlyList<float> mean, IReadOnlyList<float> std) =>
        Add("normalize", new Normalize(tensor([.. mean]), tensor([.. std])), x);

    /// <summary>The finished network; the last node is its output.</summary>
    public Graph Build(int classes) => new(nodes, inputShape, classes);
}
