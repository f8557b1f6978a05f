using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>A network written in C#, as a function or as a TorchSharp module: a black box with gradients, such as a TorchScript
/// file is.</summary>
/// <remarks>Smoothing and gradient attacks work; bounds cannot look inside (export its weights with Module.save, and open those,
/// for a graph).</remarks>
public sealed class ModuleClassifier : IClassifier
{
    private readonly Func<Tensor, Tensor> logits;
    private readonly Tensor? mean, std;

    /// <param name="logits">Logits [N,classes] of images [N,C,H,W]; normalised ones, where there is a normalisation here.</param>
    /// <param name="input">Shape of one image.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="device">Where the function's weights are; the CPU if not given.</param>
    /// <param name="normalization">Done before the function; null where it is inside, or there is none.</param>
    /// <exception cref="ArgumentException">The normalisation has another number of channels than the images.</exception>
    public ModuleClassifier(Func<Tensor, Tensor> logits, ImageShape input, int classes, Device? device = null,
        Normalization? normalization = null)
    {
        (this.logits, InputShape, Classes, Device) = (logits, input, classes, device ?? CPU);
        if (normalization is not { } n)
            return;
        if (n.Mean.Count != input.Channels || n.Std.Count != input.Channels)
            throw new ArgumentException($"images have {input.Channels} channels, the normalisation {n.Mean.Count}",
                nameof(normalization));
        mean = tensor([.. n.Mean]).reshape(1, -1, 1, 1).to(Device).DetachFromDisposeScope();
        std = tensor([.. n.Std]).reshape(1, -1, 1, 1).to(Device).DetachFromDisposeScope();
    }

#if !LIBTORCH
    /// <summary>A TorchSharp module, which is put into evaluation mode (dropout off, batch norm by its running
    /// statistics).</summary>
    /// <param name="module">Moved to the device.</param>
    /// <param name="input">Shape of one image.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="device">Where it computes; the CPU if not given.</param>
    /// <param name="normalization">Done before the module; null where it is inside, or there is none.</param>
    public ModuleClassifier(nn.Module<Tensor, Tensor> module, ImageShape input, int classes, Device? device = null,
        Normalization? normalization = null)
        : this(Evaluated(module, device ?? CPU), input, classes, device, normalization)
    {
    }

    private static Func<Tensor, Tensor> Evaluated(nn.Module<Tensor, Tensor> module, Device device)
    {
        module.eval();
        module.to(device);
        return module.call;
    }
#endif

    /// <inheritdoc/>
    public ImageShape InputShape { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function gives another shape than [N,classes].</exception>
    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        var result = logits(mean is null || std is null ? x : (x - mean) / std);
        return result.shape is [var count, var classes] && count == x.shape[0] && classes == Classes
            ? result.MoveToOuterDisposeScope()
            : throw new InvalidOperationException(
            $"the module gives [{string.Join(',', result.shape)}] for {x.shape[0]} images, expected [{x.shape[0]},{Classes}]");
    }
}
