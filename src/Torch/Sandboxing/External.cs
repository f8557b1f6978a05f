using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Sandboxing;

/// <summary>A function whose value was computed elsewhere, as one step of the graph that gradients go back through.</summary>
/// <remarks>First derivatives only: a gradient of a gradient is an error.</remarks>
public static class External
{
    private sealed record State(Func<Tensor, bool, Tensor?> Backward, Action Release);

    /// <param name="input">What the function was evaluated at.</param>
    /// <param name="value">Its value there.</param>
    /// <param name="backward">Product of a gradient of the value with the Jacobian: a gradient of the input. Told whether others
    /// may be asked for. Null where the value does not depend on the input.</param>
    /// <param name="release">Called once, when no gradient can be asked for any more; on any thread.</param>
    /// <returns>The value, as a function of the input.</returns>
    public static unsafe Tensor Attach(Tensor input, Tensor value, Func<Tensor, bool, Tensor?> backward, Action release)
    {
        nint state = (nint)GCHandle.Alloc(new State(backward, release));
        nint output;
        Native.Check(Native.audit_external(input.Handle, value.Handle, &Backward, &Release, state, &output));
        GC.KeepAlive((input, value));
        return new Tensor(output);
    }

    [UnmanagedCallersOnly]
    private static unsafe int Backward(nint state, nint gradient, int keep, nint* result, byte* message, int capacity)
    {
        try
        {
            using var scope = NewDisposeScope();
            var product = ((State)GCHandle.FromIntPtr(state).Target!).Backward(new Tensor(gradient), keep != 0);
            *result = product is null ? 0 : Native.audit_tensor_alias(product.Handle);
            GC.KeepAlive(product);
            return 0;
        }
        catch (Exception e)
        {
            // Exceptions must not pass through native frames: a text goes, by which it is found again on the other side.
            int count = Encoding.UTF8.GetBytes(BackwardErrors.Keep(e), new Span<byte>(message, capacity - 1));
            message[count] = 0;
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint state)
    {
        var handle = GCHandle.FromIntPtr(state);
        var released = (State)handle.Target!;
        handle.Free();
        released.Release();
    }
}
