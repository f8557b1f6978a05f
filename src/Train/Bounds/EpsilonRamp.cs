namespace Audit.Train;

/// <summary>How far the radius of certified training has grown, in [0,1], as a function of the epoch.</summary>
/// <param name="Start">Epoch at which growth begins; before it the network trains on its images alone.</param>
/// <param name="Length">Epochs of growth.</param>
/// <param name="Shape">How it grows.</param>
public sealed record EpsilonRamp(double Start, double Length, RampShape Shape)
{
    /// <summary>Where the smooth ramp turns into a line, as a share of its length.</summary>
    private const double Turn = 0.25;

    /// <summary>Share of the full radius.</summary>
    /// <param name="epoch">Passes over the training set so far, with a fraction.</param>
    public double At(double epoch)
    {
        double t = Length > 0 ? Math.Clamp((epoch - Start) / Length, 0, 1) : epoch < Start ? 0 : 1;
        return Shape == RampShape.Linear ? t : Smooth(t);
    }

    /// <summary>a t^4 up to the turn, then the tangent, with a such that 1 is reached at 1: a (m^4 + 4 m^3 (1 - m)) =
    /// 1.</summary>
    private static double Smooth(double t)
    {
        double a = 1 / (Turn * Turn * Turn * (4 - 3 * Turn));
        return t < Turn ? a * t * t * t * t : 1 - 4 * a * Turn * Turn * Turn * (1 - t);
    }
}

/// <summary>How a radius grows.</summary>
public enum RampShape
{
    /// <summary>In proportion to the epochs (Gowal et al. 2018, section 3).</summary>
    Linear,

    /// <summary>First with the fourth power, then straight: the steps near zero are the dangerous ones (Xu et al. 2020, appendix;
    /// Shi et al. 2021).</summary>
    Smooth,
}
