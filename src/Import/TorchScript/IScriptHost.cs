using static TorchSharp.torch;

namespace Audit.Import.TorchScript;

/// <summary>Opens one archive on as many devices as are asked for.</summary>
internal interface IScriptHost : IDisposable
{
    /// <summary>Lower-case hex SHA-256 of the bytes that are run.</summary>
    string Sha256 { get; }

    /// <summary>Where the model runs and what it can reach; known once it was opened.</summary>
    string Description { get; }

    /// <summary>What a user should know of that; null for nothing.</summary>
    string? Warning { get; }

    /// <exception cref="Formats.ModelFormatException">It cannot be loaded, or is refused.</exception>
    IScriptFunction Open(Device device);
}
