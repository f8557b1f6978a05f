using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript;

/// <summary>A TorchScript module as a black box with gradients: smoothing and gradient attacks work, bounds cannot look
/// inside.</summary>
public sealed class ScriptClassifier : IClassifier, IDisposable
{
    private readonly string path;
    private readonly IScriptFunction function;
    private readonly Tensor? mean;
    private readonly Tensor? std;

    internal ScriptClassifier(string path, IScriptFunction function, ImageShape input, int classes, Device device,
        Normalization? normalization)
    {
        (this.path, this.function, InputShape, Classes, Device) = (path, function, input, classes, device);
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
        var y = function.Run(mean is null || std is null ? x : (x - mean) / std);
        return y.shape is [var count, var classes] && count == x.shape[0] && classes == Classes ? y.MoveToOuterDisposeScope()
            : throw new ScriptRunException(path,
            $"it gives [{string.Join(',', y.shape)}] for {x.shape[0]} images, expected [{x.shape[0]},{Classes}]");
    }

    /// <inheritdoc/>
    public void Dispose() => function.Dispose();
}
