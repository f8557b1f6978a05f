using Audit.Records.Diagnosis;

namespace Audit.Records.Report;

/// <summary>A common mistake of evaluations, and what this one measured about it.</summary>
/// <param name="Name">What to look for.</param>
/// <param name="Verdict">Whether it speaks against the evaluation; not run where nobody looked.</param>
/// <param name="Measured">What was measured, or why not.</param>
/// <param name="Source">Where the advice comes from.</param>
public sealed record Pitfall(string Name, CheckVerdict Verdict, string Measured, string Source);
