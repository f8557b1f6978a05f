namespace Audit.Records.Diagnosis;

/// <summary>One comparison of two measurements, with what it means.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Question">What must hold.</param>
/// <param name="Verdict">Whether it does.</param>
/// <param name="First">What was measured, and</param>
/// <param name="FirstShare">how often it happened.</param>
/// <param name="Second">What it is compared to, and</param>
/// <param name="SecondShare">how often that happened; null where it is compared to a fixed share.</param>
/// <param name="P">p-value of "it holds"; null where there is no test.</param>
/// <param name="Finding">Name of the finding that it raises.</param>
/// <param name="Note">Why it was not run, or what else to know.</param>
public sealed record Check(string Name, string Question, CheckVerdict Verdict, string First, ShareOf? FirstShare, string Second,
    ShareOf? SecondShare,
    double? P, string Finding, string? Note = null)
{
    /// <summary>A check that could not be carried out.</summary>
    public static Check NotRun(string name, string question, string finding, string reason) =>
        new(name, question, CheckVerdict.NotRun, "", null, "", null, null, finding, reason);
}
