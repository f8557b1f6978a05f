using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Looks for a witness by projected sign descent on the distance to each conjunction, from random points of the
/// box.</summary>
/// <remarks>Source: Madry et al. 2018 (PGD), each input's step in units of its own width; the loss is the largest of row value
/// minus bound, which is at most 0 where all conditions of a conjunction hold.</remarks>
internal static class BoxDescent
{
    /// <param name="graph">The network, float64.</param>
    /// <param name="box">[1,C,H,W].</param>
    /// <returns>A witness; null where none was found.</returns>
    public static double[]? Run(Graph graph, Interval box, UnsafeSet outputs, WitnessCheck check, CompleteOptions options,
        Deadline deadline)
    {
        using var scope = NewDisposeScope();
        long[] shape = box.Lower.shape[1..];
        long elements = box.Lower.numel();
        var width = box.Upper - box.Lower;
        foreach (var conjunctions in Enumerable.Range(0, outputs.Conjunctions.Count).Chunk(16))
        {
            using var inner = NewDisposeScope();
            int count = conjunctions.Length * options.Starts;
            var draws = new Draws(new Rng((ulong)options.Seed), [.. Enumerable.Range(0, count).Select(k =>
                new NoiseAddress(NoiseStream.Start, conjunctions[0], k))]);
            float[] starts = [.. Enumerable.Range(0, count).SelectMany(k => draws.Uniform(k, (int)elements))];
            var x = box.Lower + width * tensor(starts, [count, .. shape]).to(float64);
            // Rows that do not belong to a point's conjunction are far below any other.
            double[] mask = [.. conjunctions.SelectMany(c => Enumerable.Repeat(c, options.Starts)).SelectMany(c =>
                Enumerable.Range(0, outputs.Count).Select(r => outputs.Conjunctions[c].Contains(r) ? 0
                    : double.NegativeInfinity))];
            Tensor others = tensor(mask, [count, outputs.Count]), bounds = tensor(outputs.Above);
            for (int step = 0; step <= options.DescentSteps && !deadline.IsOver; step++)
            {
                using var steps = NewDisposeScope();
                if (step % 5 == 0 && check.First(x) is { } witness)
                    return witness;
                Tensor gradient;
                using (enable_grad())
                {
                    var leaf = x.detach().requires_grad_();
                    var loss = (Forward.Run(graph, leaf).Times(outputs.Rows.t()) - bounds + others).amax([1]).sum();
                    gradient = Autograd.Gradient(loss, leaf, ones_like(loss), false);
                }
                double size = 0.25 * Math.Pow(0.93, step);
                x = (x - width * gradient.sign() * size).maximum(box.Lower).minimum(box.Upper).MoveToOuterDisposeScope();
            }
        }
        return null;
    }
}
