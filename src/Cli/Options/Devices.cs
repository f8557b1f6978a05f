using Audit.Cli.Terminal;
using static TorchSharp.torch;

namespace Audit.Cli.Options;

/// <summary>Which device a command computes on.</summary>
public static class Devices
{
    /// <summary>Parses --device; auto is CUDA where there is one.</summary>
    public static Device Parse(string text)
    {
        if (text == "auto")
            return cuda.is_available() ? CUDA : CPU;
        var wanted = device(text);
        if (wanted.type == TorchSharp.DeviceType.CUDA && !cuda.is_available())
            throw new UsageException($"--device {text}: this libtorch sees no CUDA device");
        return wanted;
    }
}
