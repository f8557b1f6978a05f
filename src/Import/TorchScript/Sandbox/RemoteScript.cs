#if LIBTORCH
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>A module in a child process, with its gradients: the child keeps each recorded run until nobody can ask for its
/// gradient.</summary>
/// <param name="process">The child.</param>
/// <param name="device">Where its tensors come from and go to.</param>
/// <param name="firstLook">Whether this is part of loading, which has less time.</param>
/// <param name="close">Called once, at the end.</param>
internal sealed class RemoteScript(SandboxProcess process, Device device, bool firstLook, Action close) : IScriptFunction
{
    private int closed;

    /// <inheritdoc/>
    public Tensor Run(Tensor x)
    {
        using var scope = NewDisposeScope();
        bool record = is_grad_enabled() && x.requires_grad;
        var (value, run) = process.Forward(x.detach().cpu().contiguous(), record, firstLook);
        var y = value.to(device);
        if (run == 0)
            return y.MoveToOuterDisposeScope();
        var type = x.dtype;
        return External.Attach(x, y, (gradient, keep) => process.Backward(run, gradient.cpu().contiguous(), keep)?.to(device)
            .to_type(type), () => process.Drop(run))
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
            close();
    }
}
#endif
