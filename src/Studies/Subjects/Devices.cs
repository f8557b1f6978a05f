using Audit.Inputs;
using static TorchSharp.torch;

namespace Audit.Studies.Subjects;

/// <summary>Which device a study computes on.</summary>
public static class Devices
{
    /// <summary>Parses --device; auto is CUDA where there is one.</summary>
    /// <exception cref="UsageException">It is none of auto, cpu, cuda and cuda:N, or this machine does not have it.</exception>
    public static Device Parse(string text)
    {
        if (text == "auto")
            return cuda.is_available() ? CUDA : CPU;
        if (text == "cpu")
            return CPU;
        int index = 0;
        if (text != "cuda" && !(text.StartsWith("cuda:", StringComparison.Ordinal) && Numbers.TryCount(text.AsSpan(5), out index) && index < 256))
            throw new UsageException($"--device must be auto, cpu, cuda or cuda:N, got {Shown.Name(text)}");
        if (!cuda.is_available())
            throw new UsageException($"--device {text}: this libtorch sees no CUDA device");
        return index < cuda.device_count() ? device(text) : throw new UsageException($"--device {text}: there are {cuda.device_count()} CUDA devices, numbered from 0");
    }
}
