using System.Globalization;
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
    public class Device : IEquatable<Device>
    {
        public DeviceType type { get; }
        public int index { get; }

        public Device(DeviceType type, int index = -1) => (this.type, this.index) = (type, index);

        /// <summary>Parses "cpu", "cuda" or "cuda:1".</summary>
        /// <exception cref="ArgumentException">The text is none of these.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            bool indexed = parts.Length == 2;
            int number = -1;
            if (parts.Length > 2 || !parts[0].All(char.IsAsciiLetter) || (indexed && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number))
                || !Enum.TryParse(parts[0], ignoreCase: true, out DeviceType kind) || !Enum.IsDefined(kind))
                throw new ArgumentException($"expected a device such as cpu, cuda or cuda:0, got '{description}'");
            (type, index) = (kind, number);
        }

        internal long Packed => ((long)type << 32) | (uint)index;
        internal static Device Unpack(long packed) => new((DeviceType)(packed >> 32), (int)packed);

        public bool Equals(Device? other) => other is not null && type == other.type && index == other.index;
        public override bool Equals(object? obj) => Equals(obj as Device);
        public override int GetHashCode() => HashCode.Combine(type, index);
        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : $":{index}");
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device CUDA = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);
    public static Device device(DeviceType type, int index = -1) => new(type, index);

    /// <summary>CUDA devices of this machine.</summary>
    public static class cuda
    {
        public static bool is_available() => Native.audit_cuda_device_count() > 0;
        public static int device_count() => Native.audit_cuda_device_count();

        /// <summary>Waits until all work queued on the device is done.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.audit_cuda_synchronize(device?.index ?? -1));
    }

    /// <summary>libtorch's version, such as 1.13.1.</summary>
    public static unsafe string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)Native.audit_version())!;

    public static void set_num_threads(int num) => Threading.Set(num);

    public static int get_num_threads()
    {
        Threading.EnsureStarted();
        return Native.audit_get_num_threads();
    }
}
