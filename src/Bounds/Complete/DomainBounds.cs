using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Bounds of a batch of subproblems, each with slopes and multipliers of its own (beta-CROWN).</summary>
/// <remarks>
/// Source: Wang et al. 2021 (arXiv:2103.06624), section 3: a constraint s z at most 0 on a neuron adds beta s z, beta at least 0,
/// to the functional where the backward pass meets z; slopes and multipliers are climbed together. Any slope in [0,1] and any
/// beta at least 0 is sound, so what counts is one last pass with the best that were found, rounding errors enclosed. Bounds
/// between the layers are those of the whole box, cut at the signs that are assumed.
/// </remarks>
internal sealed class DomainBounds : IDisposable
{
    private readonly Graph graph;
    private readonly CompleteOptions options;
    private readonly InputRegion region;
    private readonly IReadOnlyList<Interval> values;
    private readonly IReadOnlyList<ReluDomain> domains;
    private readonly Tensor rows, above;
    private readonly Dictionary<int, Tensor> signs = [];
    private readonly int last;

    /// <param name="graph">The network, float64.</param>
    /// <param name="box">[1,C,H,W].</param>
    /// <param name="values">Rounded bounds of every node over the box.</param>
    /// <param name="outputs">What is unsafe.</param>
    /// <param name="domains">Subproblems.</param>
    /// <param name="options">Steps and their sizes.</param>
    public DomainBounds(Graph graph, Interval box, IReadOnlyList<Interval> values, UnsafeSet outputs,
        IReadOnlyList<ReluDomain> domains,
        CompleteOptions options)
    {
        (this.graph, this.options, this.domains, last) = (graph, options, domains, graph.Nodes.Count - 1);
        Tensor Each(Tensor one) => one.expand([domains.Count, .. one.shape[1..]]);
        box = box.Map(Each);
        region = new InputRegion(box.Centre, box, null);
        RowsOf = Indexes(outputs);
        long width = RowsOf[0].Length;
        var which = tensor([.. RowsOf.SelectMany(r => r)]);
        rows = outputs.Rows.index_select(0, which).reshape(domains.Count, width, outputs.Rows.shape[1]);
        above = tensor(outputs.Above).index_select(0, which).reshape(domains.Count, width);
        foreach (int node in domains.SelectMany(d => d.Splits).Select(s => s.Node).Distinct())
            signs[node] = Signs(node, values[node].Lower, s => s.Positive ? -1 : 1);
        this.values = [.. values.Select((v, k) => signs.TryGetValue(k, out var sign) ? Cut(v.Map(Each), sign.squeeze(1))
            : v.Map(Each))];
    }

    /// <summary>Rows of each subproblem's conjunction, repeated to equally many.</summary>
    public long[][] RowsOf { get; }

    /// <summary>Bounds between the layers, cut at the assumed signs.</summary>
    public IReadOnlyList<Interval> Values => values;

    /// <summary>Functionals of the image behind the last bound, [N,K,C,H,W].</summary>
    public Tensor? AtImage { get; private set; }

    /// <summary>Functionals that reach each ReLU, [N,K,...], of the last bound; disposed of with this.</summary>
    public Dictionary<int, Tensor> AtActivations { get; } = [];

    /// <summary>Slopes below open ReLUs that were best, [N,K,...].</summary>
    public Dictionary<int, Tensor> Slopes { get; private set; } = [];

    /// <summary>Multipliers that were best, not negative, [N,K,...].</summary>
    public Dictionary<int, Tensor> Multipliers { get; private set; } = [];

    /// <summary>Lower bounds of the rows minus their limits, [N,K], rounded down.</summary>
    /// <param name="start">Slopes to begin with by node; null for CROWN's.</param>
    /// <param name="steps">Gradient steps.</param>
    /// <param name="deadline">Ends the climb early; the last pass is always done.</param>
    public Tensor Climb(IReadOnlyDictionary<int, Tensor>? start, int steps, Deadline deadline)
    {
        var slopes = Start(start);
        var betas = signs.ToDictionary(s => s.Key, s => Multiplied(s.Key, s.Value).requires_grad_());
        (Slopes, Multipliers) = (Copies(slopes), Copies(betas));
        Tensor[] parameters = [.. slopes.Values, .. betas.Values];
        double[] sizes = [.. slopes.Select(_ => options.StepSizes.Slopes), .. betas.Select(_ => options.StepSizes.Multipliers)];
        AdamMoments[] moments = [.. parameters.Select(p => new AdamMoments(zeros_like(p.detach()), zeros_like(p.detach())))];
        var best = full_like(above, double.NegativeInfinity);
        for (int step = 0; step <= steps && parameters.Length > 0 && !deadline.IsOver; step++)
        {
            using var scope = NewDisposeScope();
            using var recorded = enable_grad();
            var gap = Pass(slopes, betas, null).Lower(last, rows) - above;
            if (Keep(gap.detach(), best, slopes, betas) || step == steps)
                break;
            Move(parameters, moments, Autograd.Gradients(gap.sum(), parameters), step, sizes, slopes.Count);
        }
        using var off = no_grad();
        var pass = Pass(Slopes, Multipliers, Rounding.Outward);
        var result = Rounding.Outward.DownOf(pass.Lower(last, rows) - above);
        AtImage = pass.AtImage;
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var a in AtActivations.Values)
            a.Dispose();
    }

    private CrownPass Pass(Dictionary<int, Tensor> slopes, Dictionary<int, Tensor> betas, Rounding? rounding) =>
        new(graph, region, values, options.Backward, rounding)
        {
            Slopes = slopes,
            Multipliers = betas.ToDictionary(b => b.Key, b => b.Value * signs[b.Key]),
            KeepsImage = rounding is not null,
            Watch = rounding is null ? null : (node, a) => AtActivations[node] = a.clone().DetachFromDisposeScope(),
        };

    /// <summary>Takes over what became better.</summary>
    /// <returns>Whether each subproblem has a row above 0, by a little more than rounding takes.</returns>
    private bool Keep(Tensor gap, Tensor best, Dictionary<int, Tensor> slopes, Dictionary<int, Tensor> betas)
    {
        using var off = no_grad();
        var better = gap.gt(best);
        best.copy_(where(better, gap, best));
        foreach (var (kept, now) in Slopes.Select(s => (s.Value, slopes[s.Key]))
            .Concat(Multipliers.Select(b => (b.Value, betas[b.Key]))))
        {
            var each = better.reshape([.. better.shape, .. Enumerable.Repeat(1L, (int)now.dim() - 2)]);
            kept.copy_(where(each, now.detach(), kept));
        }
        return best.amax([1]).gt(1e-9).all().ToBoolean();
    }

    private static void Move(Tensor[] parameters, AdamMoments[] moments, Tensor[] gradients, int step, double[] sizes, int slopes)
    {
        using var off = no_grad();
        for (int k = 0; k < parameters.Length; k++)
        {
            parameters[k].add_(moments[k].Direction(gradients[k], step), sizes[k] * Math.Pow(0.98, Math.Min(step, 150)));
            if (k < slopes)
                parameters[k].clamp_(0, 1);
            else
                parameters[k].clamp_(0, 1e6);
        }
    }

    private Dictionary<int, Tensor> Start(IReadOnlyDictionary<int, Tensor>? start)
    {
        using var off = no_grad();
        var slopes = new Dictionary<int, Tensor>();
        for (int k = 1; k <= last; k++)
        {
            if (!BoundRules.IsSettledBySign(graph.Nodes[k].Op))
                continue;
            var x = values[graph.Nodes[k].Inputs[0]];
            var given = start?.GetValueOrDefault(k) ?? Relaxation.Of(graph.Nodes[k].Op,
                new LineInputs(x, options.Backward.LowerSlope,
                null, null))!.LowerSlope.unsqueeze(1);
            slopes[k] = given.expand([domains.Count, above.shape[1], .. x.Lower.shape[1..]]).clone().detach().requires_grad_();
        }
        return slopes;
    }

    private static Dictionary<int, Tensor> Copies(Dictionary<int, Tensor> parameters) =>
        parameters.ToDictionary(p => p.Key, p => p.Value.detach().clone());

    /// <summary>A number at each split of a node, 0 elsewhere, [N,1,...].</summary>
    private Tensor Signs(int node, Tensor like, Func<SignSplit, double> of)
    {
        long elements = like.numel();
        double[] all = new double[domains.Count * elements];
        for (int n = 0; n < domains.Count; n++)
        {
            foreach (var split in domains[n].Splits.Where(s => s.Node == node))
                all[n * elements + split.Element] = of(split);
        }
        return tensor(all, [domains.Count, 1, .. like.shape[1..]]);
    }

    private Tensor Multiplied(int node, Tensor sign) => Signs(node, values[node].Lower.narrow(0, 0, 1), s => s.Multiplier)
        .expand([sign.shape[0], above.shape[1], .. sign.shape[2..]]).clone();

    /// <summary>At least 0 where the sign is -1, at most 0 where it is 1.</summary>
    private static Interval Cut(Interval x, Tensor sign) => new(where(sign.lt(0), x.Lower.clamp(min: 0), x.Lower),
        where(sign.gt(0), x.Upper.clamp(max: 0), x.Upper));

    private long[][] Indexes(UnsafeSet outputs)
    {
        int width = domains.Max(d => outputs.Conjunctions[d.Conjunction].Length);
        return [.. domains.Select(d => outputs.Conjunctions[d.Conjunction]).Select(c =>
            Enumerable.Range(0, width).Select(k => (long)c[Math.Min(k, c.Length - 1)]).ToArray())];
    }
}
