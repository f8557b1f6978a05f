using System.Runtime.InteropServices;
using Audit.Inputs;
using static TorchSharp.torch;

namespace Audit.Studies.Subjects;

/// <summary>Which device a study computes on.</summary>
public static class Devices
{
    /// <summary>Parses --device; auto is CUDA where there is one.</summary>
    /// <param name="text">auto, cpu, cuda or cuda:N.</param>
    /// <param name="warn">Told where a device is left unused.</param>
    /// <exception cref="UsageException">It is none of auto, cpu, cuda and cuda:N, or there is no such device here.</exception>
    public static Device Parse(string text, Action<string> warn)
    {
        if (text == "auto")
        {
            string? why = WhyNoCuda();
            if (why is not null && HasDriver())
                warn($"computing on the CPU, although this machine has an NVIDIA driver: {why} (--device cpu says that this is "
                    + $"meant)");
            return why is null ? CUDA : CPU;
        }
        var wanted = Read(text);
        if (wanted.type != DeviceType.CUDA)
            return wanted;
        if (WhyNoCuda() is { } reason)
            throw new UsageException($"--device {text}: {reason}");
        int count = cuda.device_count();
        return wanted.index < count ? wanted
            : throw new UsageException($"--device {text}: expected cuda:0 to cuda:{count - 1}, the CUDA devices here");
    }

    /// <summary>The device that a text names. TorchSharp's own reading takes cuda:0:1 for the CPU and 3 for OpenGL.</summary>
    /// <exception cref="UsageException">It is none of cpu, cuda and cuda:N.</exception>
    public static Device Read(string text)
    {
        if (text == "cpu")
            return CPU;
        if (text == "cuda")
            return CUDA;
        return text.StartsWith("cuda:", StringComparison.Ordinal) && Numbers.TryCount(text.AsSpan(5), out int index)
            && index < 256
            ? new Device(DeviceType.CUDA, index)
            : throw new UsageException($"--device must be auto, cpu, cuda or cuda:N, got {Shown.Name(text)}");
    }

    /// <summary>Why nothing can be computed on CUDA, one line; null where it can.</summary>
    private static string? WhyNoCuda()
    {
        try
        {
            if (cuda.is_available())
                return null;
            using var probe = zeros(1, float32, CUDA);
            return "CUDA says that it is not available";
        }
        catch (Exception e) when (e is ExternalException or InvalidOperationException or NotSupportedException
            or TypeInitializationException or DllNotFoundException)
        {
            return Explain(Causes.FirstLine(e));
        }
    }

    /// <summary>What libtorch says of a missing CUDA, as a user needs it.</summary>
    /// <param name="message">First line of its message.</param>
    public static string Explain(string message) =>
        message.Contains("'CUDA' backend", StringComparison.Ordinal)
            || message.Contains("not linked with support for cuda", StringComparison.OrdinalIgnoreCase)
            || message.Contains("not compiled with CUDA", StringComparison.OrdinalIgnoreCase)
            ? "this libtorch was built without CUDA" : $"CUDA did not start: {message}";

    private static bool HasDriver()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint driver))
            return false;
        NativeLibrary.Free(driver);
        return true;
    }
}
