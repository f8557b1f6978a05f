namespace Audit.Shadow;

/// <summary>The terms of equation (2) for one image at one step, before their weights.</summary>
/// <param name="Loss">L.</param>
/// <param name="Tv">TV.</param>
/// <param name="Color">C.</param>
/// <param name="Dissim">Dissim.</param>
/// <param name="Estimate">How strong a certificate the step itself suggests: the radius that the share of the copies' votes would
/// have, or the least lower bound of the target's margins; null where the loss cannot tell.</param>
public readonly record struct Terms(double Loss, double Tv, double Color, double Dissim, double? Estimate);
