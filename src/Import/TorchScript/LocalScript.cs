using System.Runtime.InteropServices;
using Audit.Formats;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript;

/// <summary>A module in this process, unchecked: what a user who trusts the file asked for.</summary>
internal sealed class LocalScript : IScriptFunction
{
    private readonly jit.ScriptModule<Tensor, Tensor> module;
    private readonly string path;

    /// <exception cref="ModelFormatException">libtorch cannot load it.</exception>
    public LocalScript(string path, Device device)
    {
        this.path = path;
        try
        {
            module = jit.load<Tensor, Tensor>(path, device.type, device.index);
            module.eval();
        }
        catch (ExternalException e)
        {
            throw new ModelFormatException(path, $"libtorch cannot load it: {e.Message.Split('\n')[0]}");
        }
    }

    /// <inheritdoc/>
    public Tensor Run(Tensor x)
    {
        try
        {
            return module.call(x);
        }
        catch (ExternalException e)
        {
            throw new ScriptRunException(path, e.Message.Split('\n')[0]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();
}
