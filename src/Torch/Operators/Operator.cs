using System.Text;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>An operator of libtorch, found by schema name on first use and called through the dispatcher.</summary>
/// <remarks>Errors carry the operator, the shapes it was given and libtorch's own first line.</remarks>
internal sealed class Operator(string name, string overload = "")
{
    private nint handle;

    private nint Handle
    {
        get
        {
            if (handle == 0)
            {
                Threading.EnsureStarted();
                Native.Check(Native.audit_operator(name, overload, out nint found));
                handle = found;
            }
            return handle;
        }
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    internal unsafe torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[8];
        Invoke(arguments, results);
        return torch.Tensor.Own(results[0]);
    }

    /// <summary>Calls an operator that returns two tensors.</summary>
    internal unsafe (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[8];
        Invoke(arguments, results);
        return (torch.Tensor.Own(results[0]), torch.Tensor.Own(results[1]));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    internal unsafe torch.Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[8];
        Invoke(arguments, results);
        var handles = (nint*)results[0].Pointer;
        var tensors = new torch.Tensor[results[0].Count];
        for (int k = 0; k < tensors.Length; k++)
            tensors[k] = new torch.Tensor(handles[k]);
        Native.audit_free_list(handles);
        return tensors;
    }

    /// <summary>Calls an operator that changes its first argument in place and returns that same object.</summary>
    internal unsafe torch.Tensor CallInPlace(torch.Tensor self, params ReadOnlySpan<Argument> rest)
    {
        NativeValue* results = stackalloc NativeValue[8];
        Invoke([self, .. rest], results);
        Native.audit_tensor_delete((nint)results[0].Pointer);
        return self;
    }

    /// <summary>Calls an operator that returns a truth value.</summary>
    internal unsafe bool CallBoolean(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[8];
        Invoke(arguments, results);
        return results[0].Integer != 0;
    }

    private unsafe void Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results)
    {
        int words = 0;
        foreach (ref readonly var a in arguments)
            words += Words(a);
        NativeValue* values = stackalloc NativeValue[arguments.Length];
        long* buffer = stackalloc long[words];
        for (int k = 0; k < arguments.Length; k++)
            buffer += Write(arguments[k], ref values[k], buffer);

        int resultCount;
        int status = Native.audit_call(Handle, values, arguments.Length, results, &resultCount);
        foreach (ref readonly var a in arguments)
            GC.KeepAlive(a.Object);
        Native.Check(status);
    }

    /// <summary>How many 8-byte words of scratch memory an argument's list needs.</summary>
    private static int Words(in Argument a) => a.Object switch
    {
        long[] list => list.Length,
        double[] list => list.Length,
        IReadOnlyList<torch.Tensor?> list => list.Count,
        string text => (Encoding.UTF8.GetMaxByteCount(text.Length) + 7) / 8,
        _ => 0,
    };

    private static unsafe int Write(in Argument a, ref NativeValue value, long* buffer)
    {
        value.Tag = a.Tag;
        switch (a.Object)
        {
            case null:
                if (a.Tag == Tag.Double)
                    value.Real = a.Real;
                else
                    value.Integer = a.Integer;
                return 0;
            case torch.Tensor tensor:
                value.Pointer = (void*)tensor.Handle;
                return 0;
            case string text:
                value.Pointer = buffer;
                value.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(buffer, Words(a) * 8));
                return Words(a);
            case long[] list:
                list.CopyTo(new Span<long>(buffer, list.Length));
                value.Pointer = buffer;
                value.Count = list.Length;
                return list.Length;
            case double[] list:
                list.CopyTo(new Span<double>(buffer, list.Length));
                value.Pointer = buffer;
                value.Count = list.Length;
                return list.Length;
            case IReadOnlyList<torch.Tensor?> list:
                for (int k = 0; k < list.Count; k++)
                    buffer[k] = list[k]?.Handle ?? 0;
                value.Pointer = buffer;
                value.Count = list.Count;
                return list.Count;
            default:
                throw new ArgumentException($"{a.Object.GetType()} is no operator argument");
        }
    }
}
