using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp.Sandboxing;

/// <summary>What a process has taken from itself.</summary>
[Flags]
public enum ConfinementLayers
{
    /// <summary>Nothing: the kernel offered nothing.</summary>
    None = 0,

    /// <summary>Private memory is limited (RLIMIT_DATA).</summary>
    Memory = 1,

    /// <summary>The calling thread, and those that it starts, open only the files that were named (Landlock).</summary>
    Landlock = 2,

    /// <summary>No thread can make or change files, start processes or open sockets (seccomp).</summary>
    Seccomp = 4,
}

/// <summary>Confinement of a process by itself, for good. Linux.</summary>
public static class Confinement
{
    /// <param name="parent">Process that this one dies with.</param>
    /// <param name="memory">Bytes of private memory that it may take beyond what it has.</param>
    /// <param name="device">Whether a GPU is used, whose driver needs more system calls.</param>
    /// <param name="readable">Files and folders that may still be read.</param>
    /// <param name="writable">Devices that may be opened for writing.</param>
    /// <returns>Which layers the kernel has.</returns>
    public static unsafe ConfinementLayers Apply(int parent, long memory, bool device, IReadOnlyList<string> readable,
        IReadOnlyList<string> writable)
    {
        nint[] texts = [.. readable.Concat(writable).Select(Marshal.StringToCoTaskMemUTF8)];
        int layers;
        fixed (nint* first = texts)
        {
            Native.audit_confine(parent, memory, device ? 1 : 0, (byte**)first, readable.Count,
                (byte**)(first + readable.Count), writable.Count, &layers);
        }
        foreach (nint text in texts)
            Marshal.FreeCoTaskMem(text);
        return (ConfinementLayers)layers;
    }

    /// <summary>Sends what is printed from here on to nobody, and gives the descriptor that standard output had.</summary>
    /// <exception cref="IOException">The descriptors could not be moved.</exception>
    public static int TakeOutput()
    {
        int taken = Native.audit_take_output();
        return taken >= 0 ? taken : throw new IOException("standard output could not be taken");
    }
}
