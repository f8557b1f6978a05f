namespace Audit.Shadow;

/// <summary>Minus the cross entropy towards the target: the paper's L.</summary>
/// <param name="Away">The cross entropy away from the class instead (untargeted).</param>
public sealed record MinusCrossEntropy(bool Away = false) : SmoothedObjective
{
    /// <summary>logit - log sum exp, with gradient one - softmax.</summary>
    /// <inheritdoc/>
    public override double Copy(ReadOnlySpan<float> logits, int target, Span<float> gradient)
    {
        float largest = logits[0];
        foreach (float logit in logits)
            largest = Math.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - largest);
        int sign = Away ? -1 : 1;
        for (int c = 0; c < logits.Length; c++)
            gradient[c] = (float)(sign * ((c == target ? 1 : 0) - Math.Exp(logits[c] - largest) / sum));
        return sign * (logits[target] - largest - Math.Log(sum));
    }
}
