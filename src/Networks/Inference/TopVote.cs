using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>The class that logits vote for: the one with the largest logit, the lowest of equals; none where a logit is not
/// finite.</summary>
public static class TopVote
{
    /// <summary>The vote of one sample; null for none.</summary>
    /// <param name="logits">[classes].</param>
    public static int? Of(ReadOnlySpan<float> logits)
    {
        int top = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            if (!float.IsFinite(logits[c]))
                return null;
            if (logits[c] > logits[top])
                top = c;
        }
        return top;
    }

    /// <summary>The vote of each sample; null for none.</summary>
    /// <param name="logits">[N,classes].</param>
    public static int?[] Of(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return [.. Classes(logits).cpu().data<long>().ToArray().Select(top => top < 0 ? (int?)null : (int)top)];
    }

    /// <summary>The same where the logits are: [N] int64, -1 for none.</summary>
    /// <remarks>No argmax: which of equals it takes differs between devices, and a NaN is the largest of all to it.</remarks>
    /// <param name="logits">[N,classes].</param>
    public static Tensor Classes(Tensor logits)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        long count = logits.size(1);
        var classes = arange(count, dtype: int64, device: logits.device).expand(logits.size(0), -1);
        var best = where(logits.eq(logits.amax([1], true)), classes, full_like(classes, count)).amin([1]);
        return where(logits.isfinite().all(1), best, full_like(best, -1)).MoveToOuterDisposeScope();
    }
}
