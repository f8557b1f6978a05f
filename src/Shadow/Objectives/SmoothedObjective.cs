namespace Audit.Shadow;

/// <summary>What the attack climbs of a smoothed classifier: a value of each noisy copy's logits, and a function of the copies'
/// mean.</summary>
public abstract record SmoothedObjective
{
    /// <summary>The value of one copy. Called from several threads.</summary>
    /// <param name="logits">[classes].</param>
    /// <param name="target">Class aimed at; the class to leave where the ascent is untargeted.</param>
    /// <param name="gradient">Written: the value's gradient in the logits, [classes].</param>
    public abstract double Copy(ReadOnlySpan<float> logits, int target, Span<float> gradient);

    /// <summary>L as a function of the copies' mean, and its slope there; the mean itself by default.</summary>
    public virtual (double Value, double Slope) OfMean(double mean) => (mean, 1);

    /// <summary>Writes the softmax of the logits, times a factor, and gives that of one class.</summary>
    protected static double Softmax(ReadOnlySpan<float> logits, double factor, int target, Span<float> probabilities)
    {
        float largest = logits[0];
        foreach (float logit in logits)
            largest = Math.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(factor * (logit - largest));
        for (int c = 0; c < logits.Length; c++)
            probabilities[c] = (float)(Math.Exp(factor * (logits[c] - largest)) / sum);
        return Math.Exp(factor * (logits[target] - largest)) / sum;
    }

    /// <summary>Turns probabilities p into the gradient in the logits of a value with slope s in p_target: s factor p_target
    /// (e_target - p).</summary>
    protected static void ToGradient(Span<float> probabilities, int target, double p, double slope)
    {
        for (int c = 0; c < probabilities.Length; c++)
            probabilities[c] = (float)(slope * p * ((c == target ? 1 : 0) - probabilities[c]));
    }
}
