namespace Audit.Train;

/// <summary>Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter 2017, without restarts).</summary>
public static class CosineSchedule
{
    /// <param name="step">Step, from 0.</param>
    /// <param name="steps">All steps of the run.</param>
    /// <param name="peak">Largest value.</param>
    /// <param name="warmUp">Share of the steps that rise.</param>
    public static double At(long step, long steps, double peak, double warmUp)
    {
        double progress = (step + 0.5) / steps;
        return progress < warmUp
            ? peak * progress / warmUp
            : peak * 0.5 * (1 + Math.Cos(Math.PI * (progress - warmUp) / (1 - warmUp)));
    }
}
