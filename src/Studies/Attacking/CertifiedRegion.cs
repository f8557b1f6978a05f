
namespace Audit.Studies.Attacking;

/// <summary>One certificate.</summary>
/// <param name="Method">How it was issued.</param>
/// <param name="Class">The certified class, right or wrong.</param>
/// <param name="Radius">Size of the ball that it covers, boundary included.</param>
/// <param name="FailureProbability">Probability with which it may be wrong.</param>
public sealed record CertifiedRegion(string Method, int Class, double Radius, double FailureProbability);
