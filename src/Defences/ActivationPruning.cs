using System.Globalization;
using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>After each activation function, keeps the activations that a random sample hits, and scales them up so that the mean
/// stays.</summary>
/// <param name="Share">Draws in a layer, as a share of its activations.</param>
/// <remarks>
/// Source: Dhillon et al. 2018, "Stochastic activation pruning", arXiv:1803.01442, section 3: r draws with replacement,
/// activation j with probability |h_j| / sum |h|; what is hit is divided by 1 - (1 - p_j)^r. Mask and scale are constants for the
/// gradient.
/// </remarks>
public sealed record ActivationPruning(double Share = 1) : Defence
{
    /// <inheritdoc/>
    public override string Name => "prune";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"prune:{Share}");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override IClassifier Around(IClassifier inner, Rng source, bool surrogate) => inner is GraphClassifier network
        ? new Pruned(this, network, source)
        : throw new UsageException(
        $"{Text} works between the layers of a network, and this model shows none: give it once, for a model whose graph can be "
        + $"read");

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (!(Share > 0 && Share <= 100))
            yield return string.Create(CultureInfo.InvariantCulture, $"share must be above 0 and at most 100, got {Share}");
    }

    private Tensor Prune(Tensor h, Draws draws)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var size = h.detach().abs().to(float32).cpu().flatten(1).contiguous();
        int rows = (int)size.shape[0], width = (int)size.shape[1];
        float[] sizes = size.data<float>().ToArray();
        Parallel.For(0, rows, row => Scale(sizes.AsSpan(row * width, width), draws, row));
        return tensor(sizes, h.shape).to(h.device).MoveToOuterDisposeScope();
    }

    /// <summary>Replaces the sizes of a row's activations by what to multiply these by.</summary>
    private void Scale(Span<float> sizes, Draws draws, int row)
    {
        double total = 0;
        foreach (float s in sizes)
            total += s;
        if (!(total > 0 && double.IsFinite(total)))
        {
            sizes.Fill(1);
            return;
        }
        int r = Math.Max(1, (int)Math.Min(int.MaxValue - 1.0, Math.Round(Share * sizes.Length)));
        // r uniform numbers in rising order are partial sums of r + 1 exponential ones over their whole sum.
        float[] u = draws.Uniform(row, r + 1);
        double whole = 0;
        foreach (float v in u)
            whole -= Math.Log(1 - (double)v);
        double reached = 0, next = -Math.Log(1 - (double)u[0]) / whole * total;
        int drawn = 0;
        for (int j = 0; j < sizes.Length; j++)
        {
            reached += sizes[j];
            bool hit = false;
            for (; drawn < r && next < reached; next -= Math.Log(1 - (double)u[++drawn]) / whole * total)
                hit = true;
            sizes[j] = hit ? (float)(1 / (1 - Math.Pow(1 - (sizes[j] / total), r))) : 0;
        }
    }

    private sealed class Pruned(ActivationPruning defence, GraphClassifier network, Rng source) : RandomClassifier(network)
    {
        private readonly GraphClassifier layers = network;

        public override Tensor Logits(Tensor x, Draws draws = default)
        {
            using var scope = NewDisposeScope();
            var here = draws.Or(source, x).Derive(defence.Name);
            return layers.Logits(x, (index, node, value) => node.Op is Activation
                ? value * defence.Prune(value, here.Derive(index)) : value).MoveToOuterDisposeScope();
        }
    }
}
