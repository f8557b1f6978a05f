namespace Audit.Records.Certificates;

/// <summary>The perturbations that a certificate covers, in pixel units of [0,1]: a ball of a norm around the image.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Radius">Its radius; 0 covers nothing but the image itself.</param>
/// <param name="Closed">Whether perturbations exactly as long as the radius are covered too: by bounds, but not by votes.</param>
public sealed record Region(Norm Norm, double Radius, bool Closed)
{
    /// <summary>The length that no covered perturbation exceeds and every perturbation up to it is covered.</summary>
    public double Reach => Closed || Radius == 0 ? Radius : Math.BitDecrement(Radius);
}
