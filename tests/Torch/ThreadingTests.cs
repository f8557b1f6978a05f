// TorchSharp starts with libtorch's own number of threads, and 0 ends the process there: see Threads.cs.
#if LIBTORCH
using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

[Collection(SerialCollection.Name)]
public class ThreadingTests
{
    [Fact]
    public void GetNumThreads_OfAFreshStart_IsAllCores()
    {
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());

        // A second copy of the binding starts from nothing, whatever other tests have set in this process.
        var context = new AssemblyLoadContext("fresh", isCollectible: true);
        var fresh = context.LoadFromAssemblyPath(typeof(Tensor).Assembly.Location).GetType(typeof(torch).FullName!)!;
        object? threads = fresh.GetMethod(nameof(get_num_threads), BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null);
        set_num_threads(Environment.ProcessorCount);
        context.Unload();

        Assert.Equal(Environment.ProcessorCount, threads);
    }

    [Fact]
    public void SetNumThreads_OfZero_IsRefusedInOneLine() =>
        Assert.DoesNotContain('\n', Assert.ThrowsAny<Exception>(() => set_num_threads(0)).Message);
}
#endif
