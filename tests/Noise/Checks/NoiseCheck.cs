namespace Audit.Tests.Noise.Checks;

/// <summary>One statistical check of a noise source.</summary>
/// <param name="Name">What was compared, and where.</param>
/// <param name="Statistic">Its value; the unit is the check's own (standard errors, a count, a distance).</param>
/// <param name="PValue">Probability of a value at least as extreme under ideal noise.</param>
/// <param name="Threshold">The check fails below this p-value.</param>
public sealed record NoiseCheck(string Name, double Statistic, double PValue, double Threshold)
{
    /// <summary>False also for a NaN.</summary>
    public bool Passed => PValue >= Threshold;
}
