using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript;

/// <summary>An archive whose code runs in this process.</summary>
internal sealed class LocalHost(string path) : IScriptHost
{
    /// <inheritdoc/>
    public string Sha256
    {
        get
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
    }

    /// <inheritdoc/>
    public string Description => "this process, unchecked";

    /// <inheritdoc/>
    public string? Warning => "its code is a program and runs in this process, unchecked (--trust-torchscript)";

    /// <inheritdoc/>
    public IScriptFunction Open(Device device) => new LocalScript(path, device);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each function holds its own module.
    }
}
