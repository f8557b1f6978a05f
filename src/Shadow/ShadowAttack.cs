using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Networks;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>The Shadow Attack on one image towards one class (Ghiasi, Shafahi, Goldstein 2020).</summary>
/// <remarks>
/// Plain gradient ascent on equation (2) from uniform noise in [-1/2, 1/2], cut to [0,1] at the end, as in the authors' code.
/// Differs: the start depends on image and target (the authors reset one seed for all), and the result is rounded to 8 bits a
/// channel, so that the stored picture is the very image that is certified.
/// </remarks>
public sealed class ShadowAttack(IClassifier classifier, NoiseSampler noise, ShadowOptions options)
{
    /// <param name="x">Image, [C,H,W] in [0,1], on the CPU.</param>
    /// <param name="image">Index of the image: part of the noise's address.</param>
    /// <param name="target">Class aimed at.</param>
    /// <param name="rng">Source of start and noise.</param>
    /// <param name="observe">Told (step, value and gradient of equation (2)) before each step.</param>
    /// <returns>The perturbed image, [C,H,W], on the 8-bit grid of [0,1].</returns>
    public Tensor Perturb(Tensor x, long image, int target, Rng rng, Action<int, Objective>? observe = null)
    {
        using var scope = NewDisposeScope();
        var source = rng.Derive(target);
        var batch = x.unsqueeze(0).to(classifier.Device);
        using var copies = new NoisyCopies(classifier.InputShape, noise, options.Copies, options.FreshNoise, source, image, classifier.Device);
        var objective = new EquationTwo(new SmoothedLoss(classifier, batch, target, copies), options.Lambdas);
        var ascent = new Ascent(options.Steps, new PlainStep(options.StepSize));
        var delta = ascent.Run(Start(source, image), objective, observe);
        return OnGrid(batch + delta, batch).squeeze(0).cpu().contiguous().MoveToOuterDisposeScope();
    }

    private Tensor Start(Rng source, long image)
    {
        var shape = classifier.InputShape;
        int channels = options.Channels == 1 ? 1 : shape.Channels;
        var start = zeros([1, channels, shape.Height, shape.Width]);
        UniformNoise.Fill(MemoryMarshal.Cast<byte, float>(start.bytes), source, new NoiseAddress(NoiseStream.Start, image, 0));
        return (start - 0.5).to(classifier.Device);
    }

    /// <summary>Images cut to [0,1] and rounded to 8 bits. Where the ascent lost a pixel to a gradient that is no number, the clean one stands.</summary>
    internal static Tensor OnGrid(Tensor image, Tensor clean) => (where(image.isnan(), clean, image).clamp(0, 1) * 255).round() / 255;
}
