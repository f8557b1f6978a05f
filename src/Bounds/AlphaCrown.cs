using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>CROWN with the slopes below open ReLUs chosen, for each row of the specification, by gradient ascent on its
/// bound.</summary>
/// <remarks>
/// Source: Xu et al. 2021 (alpha-CROWN, arXiv:2011.13824), section 3.1. Any slope in [0,1] is sound, so stopping early is too,
/// and the best bound seen of each row counts. Differs: only the last backward pass is optimised; bounds between the layers are
/// given and stay.
/// </remarks>
public static class AlphaCrown
{
    /// <summary>Lower bounds of a specification's rows over the logits, [N,K]; never below <see cref="Crown.Lower"/> with the
    /// same arguments.</summary>
    /// <inheritdoc cref="Crown.Lower"/>
    /// <param name="alpha">Steps and their size.</param>
    public static Tensor Lower(Graph graph, InputRegion region, Tensor specification, IReadOnlyList<Interval?> values,
        CrownOptions? options = null, AlphaOptions? alpha = null, Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        (options, alpha) = (options ?? new CrownOptions(), alpha ?? new AlphaOptions());
        // Gradients keep the rows of every layer: fewer of them fit.
        int layers = graph.Nodes.Count(n => BoundRules.IsActivation(n.Op)) + 1;
        int rows = Math.Max(1, CrownMemory.Rows(graph, specification.shape[0], region.Centre.dtype, options) / layers);
        var parts = specification.split(rows, 1).Select(part => Part(graph, region, part, values, options, alpha, rounding))
            .ToArray();
        return cat(parts, 1).MoveToOuterDisposeScope();
    }

    private static Tensor Part(Graph graph, InputRegion region, Tensor rows, IReadOnlyList<Interval?> values,
        CrownOptions options, AlphaOptions alpha, Rounding? rounding)
    {
        using var scope = NewDisposeScope();
        int last = graph.Nodes.Count - 1;
        var start = new CrownPass(graph, region, values, options, null);
        Tensor best;
        using (no_grad())
            best = start.Lower(last, rows);
        var slopes = Start(graph, values, rows, options);
        if (slopes.Count == 0)
            return Crown.Lower(graph, region, rows, values, options, rounding).MoveToOuterDisposeScope();
        var kept = slopes.ToDictionary(s => s.Key, s => s.Value.detach().clone());
        var moments = slopes.ToDictionary(s => s.Key, s => new AdamMoments(zeros_like(s.Value.detach()),
            zeros_like(s.Value.detach())));
        for (int step = 0; step <= alpha.Steps; step++)
        {
            using var inner = NewDisposeScope();
            using var recorded = enable_grad();
            var lower = new CrownPass(graph, region, values, options, null) { Slopes = slopes }.Lower(last, rows);
            Keep(lower.detach(), slopes, best, kept);
            if (step < alpha.Steps)
                Climb(slopes, moments, Autograd.Gradients(lower.sum(), [.. slopes.Values]), step,
                    alpha.StepSize * Math.Pow(alpha.Decay, step));
        }
        if (rounding is null)
            return best.MoveToOuterDisposeScope();
        // Slopes are chosen numbers: found without rounding, used with it.
        using var off = no_grad();
        var chosen = new CrownPass(graph, region, values, options, rounding) { Slopes = kept }.Lower(last, rows);
        return chosen.maximum(Crown.Lower(graph, region, rows, values, options, rounding)).MoveToOuterDisposeScope();
    }

    /// <summary>One step of Adam on slopes that stay in [0,1], in place.</summary>
    private static void Climb(Dictionary<int, Tensor> slopes, Dictionary<int, AdamMoments> moments, Tensor[] gradients, int step,
        double size)
    {
        using var guard = no_grad();
        foreach (var ((node, slope), gradient) in slopes.Zip(gradients))
            slope.add_(moments[node].Direction(gradient, step), size).clamp_(0, 1);
    }

    /// <summary>The slopes of the options, one set a row: [N,K,...].</summary>
    private static Dictionary<int, Tensor> Start(Graph graph, IReadOnlyList<Interval?> values, Tensor rows, CrownOptions options)
    {
        var slopes = new Dictionary<int, Tensor>();
        for (int k = 1; k < graph.Nodes.Count; k++)
        {
            if (!BoundRules.IsSettledBySign(graph.Nodes[k].Op))
                continue;
            var lines = Relaxation.Of(graph.Nodes[k].Op, new LineInputs(values[graph.Nodes[k].Inputs[0]]!, options.LowerSlope,
                null, null))!;
            long[] shape = lines.LowerSlope.shape;
            slopes[k] = lines.LowerSlope.detach().unsqueeze(1).expand([shape[0], rows.shape[1], .. shape[1..]]).clone()
                .requires_grad_();
        }
        return slopes;
    }

    /// <summary>Takes over bounds, and slopes, of the rows that became better.</summary>
    private static void Keep(Tensor lower, Dictionary<int, Tensor> slopes, Tensor best, Dictionary<int, Tensor> kept)
    {
        using var guard = no_grad();
        var better = lower.gt(best);
        best.copy_(where(better, lower, best));
        foreach (var (node, slope) in slopes)
            kept[node].copy_(where(better.reshape([better.shape[0], better.shape[1],
                .. Enumerable.Repeat(1L, (int)slope.dim() - 2)]), slope.detach(), kept[node]));
    }
}
