using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>What libtorch offers beyond TorchSharp's API. Only for files compiled for the libtorch backend alone.</summary>
public static class FastPath
{
    private const long ChannelsLastFormat = 2;
    private static readonly Operator Contiguous = new("aten::contiguous");

    /// <summary>The same values [N,C,H,W], laid out channels last in memory.</summary>
    public static torch.Tensor ChannelsLast(torch.Tensor x) => Contiguous.Call(x, ChannelsLastFormat);

    /// <summary>Until disposed, tensors made on this thread carry no autograd bookkeeping at all.</summary>
    public static IDisposable InferenceMode() => new Guard();

    private sealed class Guard : IDisposable
    {
        private readonly nint guard = Native.audit_inference_mode_enter();

        public void Dispose() => Native.audit_inference_mode_leave(guard);
    }
}
