using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Kinds of device; the numbers are libtorch's own.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}

public static partial class torch
{
    /// <summary>Where a tensor lives. Index -1 is the current device of its kind.</summary>
    /// <remarks>Without equality of its own, as in TorchSharp: compare type and index.</remarks>
    public class Device
    {
        public DeviceType type { get; }
        public int index { get; }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        internal long Packed => ((long)type << 32) | (uint)index;
        internal static Device Unpack(long packed) => new((DeviceType)(packed >> 32), (int)packed);

        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : $":{index}");
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>CUDA devices of this machine.</summary>
    public static class cuda
    {
        public static bool is_available() => Native.audit_cuda_device_count() > 0;
        public static int device_count() => Native.audit_cuda_device_count();
    }

    /// <summary>libtorch's version, such as 1.13.1.</summary>
    public static unsafe string __version__ =>
        System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)Native.audit_version())!;

    public static void set_num_threads(int num) => Threading.Set(num);

    public static int get_num_threads()
    {
        Threading.EnsureStarted();
        return Native.audit_get_num_threads();
    }
}
