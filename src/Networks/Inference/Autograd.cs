using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>Gradients, with what libtorch would refuse found before the call.</summary>
/// <remarks>
/// TorchSharp's native autograd.grad catches nothing (0.99.6 to 0.107.0): an error in it ends the process. It also gives a tensor
/// that
/// <see cref="Tensor.IsInvalid"/> for an input that was not used, where one would expect null.
/// </remarks>
public static class Autograd
{
    /// <summary>Gradient of an output in one input.</summary>
    /// <param name="output">One element, unless there is a seed.</param>
    /// <param name="input">A tensor that requires gradients.</param>
    /// <param name="seed">Weights of the output's elements, in its shape.</param>
    /// <param name="recorded">Whether the gradient itself can be differentiated; the graph is then kept.</param>
    /// <exception cref="InvalidOperationException">Nothing leads from the input to the output, or the shapes do not
    /// fit.</exception>
    public static Tensor Gradient(Tensor output, Tensor input, Tensor? seed = null, bool recorded = false) =>
        Gradients(output, [input], seed, recorded)[0];

    /// <summary>The same; null where nothing leads from the input to the output.</summary>
    /// <param name="output">One element, unless there is a seed.</param>
    /// <param name="input">A tensor that requires gradients.</param>
    /// <param name="seed">Weights of the output's elements, in its shape.</param>
    /// <param name="keep">Whether other gradients of the output may be asked for.</param>
    public static Tensor? GradientOrNull(Tensor output, Tensor input, Tensor? seed = null, bool keep = false)
    {
        if (!output.requires_grad)
            return null;
        Check(output, [input], seed);
        var found = autograd.grad([output], [input], seed is null ? null : [seed], retain_graph: keep, allow_unused: true)[0];
        return Exists(found) ? found : null;
    }

    /// <summary>Gradients of an output in several inputs, all of which it depends on.</summary>
    /// <exception cref="InvalidOperationException">Nothing leads from an input to the output, or the shapes do not
    /// fit.</exception>
    public static Tensor[] Gradients(Tensor output, IReadOnlyList<Tensor> inputs, Tensor? seed = null, bool recorded = false)
    {
        if (!output.requires_grad)
            throw new InvalidOperationException("the output was not recorded: nothing leads from the inputs to it");
        Check(output, inputs, seed);
        Tensor[] found = [.. autograd.grad([output], [.. inputs], seed is null ? null : [seed], recorded, recorded,
            allow_unused: true)];
        int unused = Array.FindIndex(found, g => !Exists(g));
        return unused < 0 ? found
            : throw new InvalidOperationException($"the output does not depend on input {unused}, {Shape(inputs[unused])}");
    }

    private static void Check(Tensor output, IReadOnlyList<Tensor> inputs, Tensor? seed)
    {
        if (seed is null && output.numel() != 1)
            throw new InvalidOperationException($"the gradient of {Shape(output)} needs a seed: expected one element");
        if (seed is not null && !seed.shape.AsSpan().SequenceEqual(output.shape))
            throw new InvalidOperationException($"the seed is {Shape(seed)}, the output {Shape(output)}");
        for (int k = 0; k < inputs.Count; k++)
        {
            if (!inputs[k].requires_grad)
                throw new InvalidOperationException($"input {k}, {Shape(inputs[k])}, does not require gradients");
        }
    }

    private static bool Exists(Tensor? gradient) => gradient is { IsInvalid: false };

    private static string Shape(Tensor t) => $"[{string.Join(',', t.shape)}]";
}
