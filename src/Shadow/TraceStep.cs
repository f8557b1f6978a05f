namespace Audit.Shadow;

/// <summary>One step of one ascent, as a trace stores it.</summary>
/// <param name="Image">Index of the image.</param>
/// <param name="Target">Class aimed at; the label of an untargeted ascent.</param>
/// <param name="Step">Step of the ascent, counted over all its rounds.</param>
/// <param name="Terms">The terms before the step.</param>
public readonly record struct TraceStep(int Image, int Target, int Step, Terms Terms);
