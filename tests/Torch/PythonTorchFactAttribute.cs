namespace Audit.Tests.Torch;

/// <summary>A test that writes its model with Debian's PyTorch (python3-torch).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTorchFactAttribute : FactAttribute
{
    public PythonTorchFactAttribute()
    {
        if (!File.Exists("/usr/bin/python3") || !Directory.Exists("/usr/lib/python3/dist-packages/torch"))
            Skip = "python3-torch is not installed: no TorchScript module can be written here";
    }
}
