namespace TorchSharp.Interop;

/// <summary>Sets libtorch's thread count once, to all cores: left alone, some builds of libtorch choose one.</summary>
internal static class Threading
{
    private static int started;

    internal static void EnsureStarted()
    {
        if (started == 0 && Interlocked.Exchange(ref started, 1) == 0)
            Native.Check(Native.audit_set_num_threads(Environment.ProcessorCount));
    }

    internal static void Set(int count)
    {
        Interlocked.Exchange(ref started, 1);
        Native.Check(Native.audit_set_num_threads(count));
    }
}
