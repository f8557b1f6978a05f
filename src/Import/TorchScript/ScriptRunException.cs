using Audit.Inputs;

namespace Audit.Import.TorchScript;

/// <summary>libtorch could not run a model's code on what it was given: the code or the shape is at fault. The model can be asked
/// again.</summary>
public sealed class ScriptRunException(string path, string problem) : InputException($"{path}: its code fails: {problem}")
{
    /// <summary>What libtorch said, one line.</summary>
    public string Problem { get; } = problem;
}
