namespace Audit.Records.Plots;

/// <summary>One ascent of one image.</summary>
/// <param name="Index">The image.</param>
/// <param name="Steps">Each: step, loss, tv, color, dissim, estimate (NaN where there is none).</param>
public sealed record AscentLine(int Index, IReadOnlyList<double[]> Steps);
