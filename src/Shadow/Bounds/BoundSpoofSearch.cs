using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Models.Graphs;
using Audit.Models.Noise;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>What the search found for one image of a network certified by bounds.</summary>
/// <param name="Natural">Certificate of the clean image, for the class that the network predicts.</param>
/// <param name="Predicted">That class.</param>
/// <param name="Final">Certificate of the chosen candidate, for the class that it aimed at.</param>
/// <param name="Target">That class.</param>
/// <param name="Image">The candidate, [C,H,W] on the 8-bit grid.</param>
/// <param name="Distances">How far it is from the clean image.</param>
public sealed record BoundSpoof(Certificate Natural, int Predicted, Certificate Final, int Target, Tensor Image, Distances Distances);

/// <summary>Looks for a certificate of a wrong class by bounds: all targets climb together, the best candidate is judged by the referee.</summary>
/// <remarks>
/// Source: the authors' code for CROWN-IBP. Differs: what is judged is the picture rounded to 8 bits, and the referee is a certifier of its
/// own (in other arithmetic, where asked for) that knows nothing of the attack.
/// </remarks>
/// <param name="bound">The bound that is climbed.</param>
/// <param name="options">The attack.</param>
/// <param name="certify">The referee: the certificate of an image [1,C,H,W] for a class.</param>
public sealed class BoundSpoofSearch(MarginBound bound, BoundShadowOptions options, Func<Tensor, int, Certificate> certify)
{
    private readonly ImageShape shape = bound.Graph.InputShape;

    /// <param name="x">Image, [C,H,W] in [0,1].</param>
    /// <param name="label">Its true class: never a target.</param>
    /// <param name="image">Its index: part of the start's address.</param>
    /// <param name="rng">Source of the starts.</param>
    /// <param name="predicted">Class that the network gives the clean image.</param>
    public BoundSpoof Run(Tensor x, int label, int predicted, long image, Rng rng)
    {
        using var scope = NewDisposeScope();
        var clean = x.unsqueeze(0);
        long[] targets = Targets(clean, label);
        using var aimed = tensor(targets);
        var objective = new BoundShadowObjective(bound, clean, Unit(), aimed, options);
        var delta = new Ascent(options.Steps, new ThirdsStep(options.StepSize, options.Steps)).Run(Start(targets, image, rng), objective);
        var candidates = OnGrid(clean + delta.expand(-1, shape.Channels, -1, -1) * Unit());

        using var guard = no_grad();
        int best = (int)Smallest(bound.Lower(candidates, aimed), aimed).argmax().ToInt64();
        var chosen = candidates.narrow(0, best, 1).contiguous();
        return new BoundSpoof(certify(clean, predicted), predicted, certify(chosen, (int)targets[best]), (int)targets[best],
            chosen.squeeze(0).MoveToOuterDisposeScope(), SpoofSearch.Measure(x, chosen.squeeze(0)));
    }

    /// <summary>Wrong classes, those with the largest smallest margin on the clean image first.</summary>
    private long[] Targets(Tensor clean, int label)
    {
        long[] wrong = [.. Enumerable.Range(0, bound.Classes).Where(c => c != label).Select(c => (long)c)];
        if (options.Targets is not { } count || count >= wrong.Length)
            return wrong;
        using var guard = no_grad();
        var classes = tensor(wrong);
        var margins = Smallest(bound.Lower(clean.expand(wrong.Length, -1, -1, -1), classes), classes).data<float>().ToArray();
        return [.. wrong.Zip(margins).OrderByDescending(p => p.Second).Take(count).Select(p => p.First)];
    }

    /// <summary>Uniform in [-1/2, 1/2], of every target its own.</summary>
    private Tensor Start(long[] targets, long image, Rng rng)
    {
        int channels = options.Channels == 1 ? 1 : shape.Channels, size = channels * shape.Height * shape.Width;
        var start = zeros([targets.Length, channels, shape.Height, shape.Width]);
        var values = MemoryMarshal.Cast<byte, float>(start.bytes);
        for (int k = 0; k < targets.Length; k++)
            UniformNoise.Fill(values.Slice(k * size, size), rng.Derive(targets[k]), new NoiseAddress(NoiseStream.Start, image, 0));
        return start - 0.5;
    }

    /// <summary>One unit of the perturbation in pixels, [1,C,1,1].</summary>
    private Tensor Unit() => options.Normalized && bound.Graph.Nodes.Select(n => n.Op).OfType<Normalize>().FirstOrDefault() is { } n
        ? n.Std.detach().reshape(1, -1, 1, 1) : ones([1, shape.Channels, 1, 1]);

    private static Tensor Smallest(Tensor margins, Tensor classes)
    {
        var own = arange(margins.size(1)).unsqueeze(0).eq(classes.unsqueeze(1));
        return margins.masked_fill(own, double.PositiveInfinity).amin([1]);
    }

    private static Tensor OnGrid(Tensor image) => (image.clamp(0, 1) * 255).round() / 255;
}
