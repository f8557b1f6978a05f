using static TorchSharp.torch;

namespace Audit.Import.TorchScript;

/// <summary>A TorchScript module as a function from images to logits, wherever it runs.</summary>
internal interface IScriptFunction : IDisposable
{
    /// <summary>Its value at x, recorded for gradients where they are on.</summary>
    /// <exception cref="ScriptRunException">libtorch cannot run it on x; another x may do.</exception>
    /// <exception cref="Formats.ModelFormatException">The process that it ran in is gone.</exception>
    Tensor Run(Tensor x);
}
