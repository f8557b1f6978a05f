namespace Audit.Studies.Screening;

/// <summary>A score of how suspicious a certified image is; which direction is suspicious was fixed beforehand.</summary>
/// <param name="Name">Short name.</param>
/// <param name="About">What it measures, in one line.</param>
/// <param name="Score">The score: higher is more suspicious.</param>
public sealed record Detector(string Name, string About, Func<ScreenedImage, double> Score);
