namespace Audit.Records.Items;

/// <summary>One certificate of a spoof, the natural image's or the spoofed one's, whatever issued it.</summary>
/// <param name="Class">The class that it speaks of, certified or not.</param>
/// <param name="Radius">Certified radius, 0 for an abstention.</param>
/// <param name="Strength">How strong it is: the radius of votes, and by bounds, where all regions have one size, the margin's
/// lower bound.</param>
public readonly record struct SpoofSide(bool IsCertified, int Class, double Radius, double Strength);
