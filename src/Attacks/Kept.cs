using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A tensor that a loop carries from one round to the next; the one before is freed.</summary>
internal sealed class Kept : IDisposable
{
    /// <param name="start">Copied.</param>
    public Kept(Tensor start) => Value = start.clone().DetachFromDisposeScope();

    /// <summary>The tensor of this round.</summary>
    public Tensor Value { get; private set; }

    /// <summary>Takes over a tensor that nobody else keeps.</summary>
    public void Set(Tensor value)
    {
        var old = Value;
        Value = value.DetachFromDisposeScope();
        old.Dispose();
    }

    /// <summary>Takes over a tensor as <see cref="Set"/> does, and hands the one before on to another.</summary>
    public void Pass(Tensor value, Kept before)
    {
        before.Set(Value);
        Value = value.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();
}
