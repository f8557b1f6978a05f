using Audit.Bounds;
using Audit.Bounds.Complete;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>Certificates by branch and bound: an image is certified, or violated by a counterexample, or time runs out.</summary>
/// <remarks>Both answers hold in real numbers (<see cref="CompleteVerifier"/>). How far a search comes depends on the time that
/// it has, so an undecided image may be decided in another run; a decided one never changes sides.</remarks>
public sealed class CompleteCertifier : ICertifier
{
    private readonly BoundOptions options;
    private readonly Graph exact, single;

    /// <param name="graph">The network.</param>
    /// <param name="options">Valid options of a box of given size.</param>
    /// <exception cref="UsageException">Sound bounds know nothing of an op, or of the file's constants.</exception>
    public CompleteCertifier(Graph graph, BoundOptions options)
    {
        this.options = options;
        SoundConstants.Expect(graph);
        foreach (string reading in (string[])["Intervals", "Crown"])
        {
            if (Interpretation.Known.Single(i => i.Name == reading).Missing(graph, sound: true) is { Count: > 0 } missing)
                throw new UsageException(
                    $"--method complete: {reading} with rounding errors has no rule for {string.Join(", ", missing)}");
        }
        (exact, single) = (BoundGraph.Of(graph, ScalarType.Float64), BoundGraph.Of(graph, ScalarType.Float32));
    }

    /// <inheritdoc/>
    public int Batch => 1;

    /// <inheritdoc/>
    public bool BatchMatters => false;

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<int> indexes, Rng rng,
        CancellationToken stop = default) =>
        [.. Enumerable.Range(0, (int)images.shape[0]).Select(k => One(images.narrow(0, k, 1), stop))];

    private Certificate One(Tensor image, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        double epsilon = options.Epsilon!.Value;
        var x = image.to(float64);
        int label = (int)Forward.Run(exact, x).argmax(1).ToInt64();
        var box = InputRegion.Linf(x, epsilon, options.Clip, Rounding.Outward).Box;
        int classes = exact.Classes;
        // Unsafe: another class has at least the label's logit.
        var outputs = new UnsafeSet(Specification.Margins(tensor([(long)label]), classes, x).squeeze(0), new double[classes - 1],
            new double[classes - 1], [.. Enumerable.Range(0, classes - 1).Select(r => new[] { r })]);
        double[] pixels = Numbers(x);
        var check = new WitnessCheck(exact, single, [.. pixels.Select(p => Inside(p, -epsilon))],
            [.. pixels.Select(p => Inside(p, epsilon))],
            outputs);
        var result = BoundGraph.IsFinite(exact) ? CompleteVerifier.Run(exact, box, outputs, check, options.Complete, stop)
            : new CompleteResult(CompleteVerdict.Unknown, null, 0, double.NaN);
        return new(new MarginEvidence(label, result.Verdict == CompleteVerdict.Violated ? double.NegativeInfinity : result.Gap,
            BoundMethod.Complete.Name(),
            BoundArithmetic.Sound.Name(), new Region(Norm.Linf, epsilon, Closed: true))
        {
            Counterexample = result.Witness is { } witness ? Found(witness, pixels, label, x.shape) : null,
        });
    }

    private Counterexample Found(double[] witness, double[] pixels, int label, long[] shape)
    {
        var logits = Forward.Run(exact, tensor(witness, shape));
        logits[0, label] = tensor(double.NegativeInfinity, float64);
        return new((int)logits.argmax(1).ToInt64(), witness.Zip(pixels, (w, p) => Math.Abs(w - p)).Max(),
            [.. witness.Select(w => (float)w)]);
    }

    /// <summary>The float32 number nearest to pixel + change that is inside the region for certain.</summary>
    private float Inside(double pixel, double change)
    {
        double end = pixel + change;
        float inside = (float)end;
        if (change < 0)
        {
            while (inside <= end)
                inside = MathF.BitIncrement(inside);
            return options.Clip ? Math.Max(inside, 0) : inside;
        }
        while (inside >= end)
            inside = MathF.BitDecrement(inside);
        return options.Clip ? Math.Min(inside, 1) : inside;
    }

    private static double[] Numbers(Tensor t) => t.contiguous().flatten().data<double>().ToArray();
}
