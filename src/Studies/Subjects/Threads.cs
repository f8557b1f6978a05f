using static TorchSharp.torch;

namespace Audit.Studies.Subjects;

/// <summary>Starts the tensor library.</summary>
public static class Threads
{
    /// <summary>Sets its number of threads: the first that a study asks of the library.</summary>
    /// <param name="count">0 is all cores: left alone, libtorch takes what its build or the environment says, which may be
    /// one.</param>
    public static void Use(int count)
    {
#if !LIBTORCH
        // TorchSharp prints all that it tried to load, besides throwing it: results go to stdout.
        var said = System.Console.Out;
        System.Console.SetOut(TextWriter.Null);
        try
        {
            InitializeDeviceType(DeviceType.CPU);
        }
        finally
        {
            System.Console.SetOut(said);
        }
#endif
        // More threads than cores would only wait for each other.
        set_num_threads(count > 0 ? Math.Min(count, Environment.ProcessorCount) : Environment.ProcessorCount);
    }
}
