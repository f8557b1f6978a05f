using System.Globalization;
using System.Text;

namespace Audit.Studies.Verifying;

/// <summary>What was found of a network and a property.</summary>
/// <param name="Verdict">"holds", "violated", "timeout" or "error".</param>
/// <param name="Seconds">Reading included.</param>
/// <param name="Subproblems">Bounded in all.</param>
/// <param name="Gap">How far the worst open subproblem was from being excluded, where time ran out; else 0.</param>
/// <param name="Inputs">The witness in the file's own coordinates; null where there is none.</param>
/// <param name="Outputs">What the file gives for it in float32.</param>
/// <param name="Problem">What went wrong, of an error.</param>
public sealed record PropertyOutcome(string Verdict, double Seconds, long Subproblems, double Gap, double[]? Inputs,
    float[]? Outputs,
    string? Problem = null)
{
    /// <summary>The verdict, then the witness as an assignment of X and Y.</summary>
    public string Text()
    {
        var text = new StringBuilder(Verdict);
        if (Inputs is null || Outputs is null)
            return text.ToString();
        text.Append('\n').Append('(');
        for (int i = 0; i < Inputs.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "\n ")}(X_{i} {Inputs[i]:R})");
        for (int i = 0; i < Outputs.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"\n (Y_{i} {Outputs[i]:R})");
        return text.Append(')').ToString();
    }
}
