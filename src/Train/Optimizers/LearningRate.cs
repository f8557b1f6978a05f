namespace Audit.Train;

/// <summary>Linear warm-up, an optional stretch at the peak, then half a cosine down to 0 (Loshchilov and Hutter 2017, without
/// restarts).</summary>
/// <remarks>Certified training holds the peak while its epsilon grows: steps that shrink meanwhile would leave the hardest part
/// of the run unlearned.</remarks>
public static class LearningRate
{
    /// <param name="step">Step, from 0.</param>
    /// <param name="steps">All steps of the run.</param>
    /// <param name="peak">Largest value.</param>
    /// <param name="warmUp">Share of the steps that rise.</param>
    /// <param name="hold">Share of the steps that stay at the peak after it.</param>
    public static double At(long step, long steps, double peak, double warmUp, double hold = 0)
    {
        double progress = (step + 0.5) / steps, fall = warmUp + hold;
        return progress < warmUp ? peak * progress / warmUp
            : progress < fall ? peak
            : peak * 0.5 * (1 + Math.Cos(Math.PI * (progress - fall) / (1 - fall)));
    }
}
