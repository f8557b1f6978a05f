using System.Globalization;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>Several models as one. With one member every fusion is that member, up to the rounding of its own softmax.</summary>
/// <remarks>Members that draw share an address and have sources of their own.</remarks>
public sealed class FusedClassifier : IClassifier
{
    private readonly Rng source;

    /// <param name="members">Models of one input shape and one number of classes.</param>
    /// <param name="fusion">Where they are brought together.</param>
    /// <param name="weights">One a member, not negative; they are divided by their sum. Null for equal ones.</param>
    /// <param name="source">Default random source.</param>
    /// <exception cref="UsageException">The members do not fit together, or the weights do not fit them.</exception>
    public FusedClassifier(IReadOnlyList<IClassifier> members, Fusion fusion, IReadOnlyList<double>? weights = null,
        Rng source = default)
    {
        if (members.Count == 0)
            throw new ArgumentException("an ensemble needs at least one member");
        foreach (var member in members)
        {
            if (member.InputShape != members[0].InputShape || member.Classes != members[0].Classes)
                throw new UsageException(
                    $"the models of an ensemble must agree: one takes {members[0].InputShape} and has {members[0].Classes} "
                    + $"classes, another {member.InputShape} and {member.Classes}");
        }
        weights ??= [.. members.Select(_ => 1.0)];
        double sum = weights.Sum();
        if (weights.Count != members.Count || weights.Any(w => !(w >= 0)) || !(sum > 0 && double.IsFinite(sum)))
            throw new UsageException(
                $"--weights must be {members.Count} numbers, not negative and not all 0, got {string.Join(", ",
                weights.Select(w => w.ToString(CultureInfo.InvariantCulture)))}");
        (Members, Fusion, this.source) = (members, fusion, source);
        Weights = [.. weights.Select(w => w / sum)];
    }

    /// <summary>The models.</summary>
    public IReadOnlyList<IClassifier> Members { get; }

    /// <summary>Their weights, of sum 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Where they are brought together.</summary>
    public Fusion Fusion { get; }

    /// <inheritdoc/>
    public ImageShape InputShape => Members[0].InputShape;

    /// <inheritdoc/>
    public int Classes => Members[0].Classes;

    /// <inheritdoc/>
    public Device Device => Members[0].Device;

    /// <inheritdoc/>
    public bool IsRandom => Members.Any(m => m.IsRandom);

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default) => Fuse(MemberLogits(x, draws));

    /// <inheritdoc/>
    public (Tensor Losses, Tensor Logits) Losses(Tensor x, Draws draws, Func<Tensor, Tensor> loss)
    {
        var answers = MemberLogits(x, draws);
        var logits = Fuse(answers);
        return (Fusion == Fusion.Loss ? Mean([.. answers.Select(loss)]) : loss(logits), logits);
    }

    private Tensor[] MemberLogits(Tensor x, Draws draws)
    {
        var named = IsRandom ? draws.Or(source, x) : draws;
        return [.. Members.Select((m, k) => m.Logits(x, named.Derive(k)))];
    }

    /// <summary>The ensemble's logits; those of probabilities are their logarithms.</summary>
    private Tensor Fuse(IReadOnlyList<Tensor> logits)
    {
        if (logits.Count == 1)
            return logits[0];
        if (Fusion == Fusion.Logits)
            return Mean(logits);
        // log of the sum of w_k softmax(z_k), without leaving the logarithm.
        var weighted = logits.Select((z, k) => (z.log_softmax(1) + Math.Log(Weights[k])).unsqueeze(0));
        return cat([.. weighted], 0).logsumexp(0);
    }

    /// <summary>Weighted mean of one tensor a member.</summary>
    private Tensor Mean(IReadOnlyList<Tensor> values)
    {
        var sum = values[0] * Weights[0];
        for (int k = 1; k < values.Count; k++)
            sum = sum + values[k] * Weights[k];
        return sum;
    }
}
