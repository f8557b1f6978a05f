namespace Audit.Records.Certificates;

/// <summary>The perturbations that a certificate covers or an attack may use, in pixel units of [0,1].</summary>
public abstract record Region;

/// <summary>||delta||_2 below the radius.</summary>
public sealed record L2Ball(double Radius) : Region;

/// <summary>||delta||_inf at most epsilon.</summary>
public sealed record LinfBall(double Epsilon) : Region;
