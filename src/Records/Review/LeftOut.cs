namespace Audit.Records.Review;

/// <summary>A step that was not carried out.</summary>
/// <param name="Step">What it would have been.</param>
/// <param name="Reason">Why not.</param>
public sealed record LeftOut(string Step, string Reason);
