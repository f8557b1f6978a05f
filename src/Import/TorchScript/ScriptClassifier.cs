using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript;

/// <summary>A TorchScript module as a black box with gradients: smoothing and gradient attacks work, bounds cannot look inside.</summary>
public sealed class ScriptClassifier : IClassifier, IDisposable
{
    private readonly IScriptFunction function;
    private readonly Tensor? mean;
    private readonly Tensor? std;

    internal ScriptClassifier(IScriptFunction function, ImageShape input, int classes, Device device, Normalization? normalization)
    {
        (this.function, InputShape, Classes, Device) = (function, input, classes, device);
        if (normalization is { } n)
        {
            mean = tensor([.. n.Mean]).reshape(1, -1, 1, 1).to(device);
            std = tensor([.. n.Std]).reshape(1, -1, 1, 1).to(device);
        }
    }

    /// <inheritdoc/>
    public ImageShape InputShape { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        return function.Run(mean is null || std is null ? x : (x - mean) / std).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => function.Dispose();
}
