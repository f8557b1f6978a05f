using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Sandboxing;

/// <summary>A function whose value was computed elsewhere, as one step of the graph that gradients go back through.</summary>
/// <remarks>First derivatives only: a gradient of a gradient is an error.</remarks>
public static class External
{
    private sealed record State(Func<Tensor, Tensor> Backward, Action Release);

    /// <param name="input">What the function was evaluated at.</param>
    /// <param name="value">Its value there.</param>
    /// <param name="backward">Product of a gradient of the value with the Jacobian: a gradient of the input.</param>
    /// <param name="release">Called once, when no gradient can be asked for any more; on any thread.</param>
    /// <returns>The value, as a function of the input.</returns>
    public static unsafe Tensor Attach(Tensor input, Tensor value, Func<Tensor, Tensor> backward, Action release)
    {
        nint state = (nint)GCHandle.Alloc(new State(backward, release));
        nint output;
        Native.Check(Native.audit_external(input.Handle, value.Handle, &Backward, &Release, state, &output));
        GC.KeepAlive((input, value));
        return new Tensor(output);
    }

    [UnmanagedCallersOnly]
    private static unsafe int Backward(nint state, nint gradient, nint* result, byte* message, int capacity)
    {
        try
        {
            using var scope = NewDisposeScope();
            var product = ((State)GCHandle.FromIntPtr(state).Target!).Backward(new Tensor(gradient));
            *result = Native.audit_tensor_alias(product.Handle);
            GC.KeepAlive(product);
            return 0;
        }
        catch (Exception e)
        {
            // Exceptions must not pass through native frames: the text goes on as libtorch's own.
            string text = e.Message.Length < capacity / 4 ? e.Message : e.Message[..(capacity / 4)];
            int count = Encoding.UTF8.GetBytes(text, new Span<byte>(message, capacity - 1));
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
