using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>How many tensors are alive. The count is the process's: only tests of <see cref="SerialCollection"/> can compare
/// it.</summary>
internal static class LiveTensors
{
    /// <summary>The count once the tensors that other tests left to the collector are gone.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
