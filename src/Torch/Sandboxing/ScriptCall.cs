namespace TorchSharp.Sandboxing;

/// <summary>An operator that the code of an archive calls, where it is first met.</summary>
/// <param name="Operator">Its name, such as aten::conv2d.</param>
/// <param name="Overload">Which of its overloads; empty for the one without a name.</param>
/// <param name="Function">The function or method of the archive that calls it.</param>
/// <param name="Place">File in the archive and line.</param>
/// <param name="Problem">Why it leaves the archive; empty where it does not.</param>
public sealed record ScriptCall(string Operator, string Overload, string Function, string Place, string Problem);
