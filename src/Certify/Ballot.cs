namespace Audit.Certify;

/// <summary>The vote of one sample.</summary>
internal static class Ballot
{
    /// <summary>The class with the largest logit, the lowest of equals; null where a logit is not finite.</summary>
    public static int? Top(ReadOnlySpan<float> logits)
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
}
