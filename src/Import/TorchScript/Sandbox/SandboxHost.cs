#if LIBTORCH
using System.Security.Cryptography;
using Audit.Formats;
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>An archive whose code runs in child processes, one for each device; its users share them.</summary>
/// <remarks>The file is read once, into memory that the children see: what is hashed is what runs, whatever becomes of the
/// file.</remarks>
internal sealed class SandboxHost : IScriptHost
{
    private readonly Dictionary<string, (SandboxProcess Process, int Users)> processes = [];
    private readonly string path;
    private readonly SandboxOptions options;
    private readonly long memory;
    private readonly SharedBlock archive;
    private readonly long size;
    private ConfinementLayers layers;
    private bool looking = true;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public SandboxHost(string path, SandboxOptions options, long memory)
    {
        (this.path, this.options, this.memory) = (path, options, memory);
        using var stream = File.OpenRead(path);
        size = stream.Length;
        archive = SharedBlock.Create(Math.Max(1, size));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        const int piece = 1 << 24;
        for (long at = 0; at < size; at += piece)
        {
            var part = archive.Bytes(at, Math.Min(piece, size - at));
            stream.ReadExactly(part);
            hash.AppendData(part);
        }
        archive.Seal(frozen: true);
        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public string Sha256 { get; }

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant(
        $"child process: {Layers}memory {SandboxProcess.MemoryText(memory)}, {options.Time.TotalSeconds:G4} s for one batch");

    /// <inheritdoc/>
    public string? Warning => (layers & (ConfinementLayers.Landlock | ConfinementLayers.Seccomp)) != 0 ? null
        : "this kernel has neither Landlock nor seccomp: the check of its operators alone keeps the model from files";

    private string Layers => (layers.HasFlag(ConfinementLayers.Seccomp) ? "computes only (seccomp), " : "")
        + (layers.HasFlag(ConfinementLayers.Landlock) ? "opens no files (Landlock), " : "")
        + (layers.HasFlag(ConfinementLayers.Memory) ? "" : "no limit of ");

    /// <inheritdoc/>
    public IScriptFunction Open(Device device)
    {
        lock (processes)
        {
            string key = $"{device}";
            // The first user looks at shapes; who comes later audits.
            bool first = looking;
            looking = false;
            var entry = processes.TryGetValue(key, out var found) && found.Process.IsAlive ? found
                : (Process: new SandboxProcess(path, archive, size, device, options, memory), Users: 0);
            processes[key] = (entry.Process, entry.Users + 1);
            layers = entry.Process.Layers;
            return new RemoteScript(entry.Process, device, first, () => Close(key, entry.Process, keep: first));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (processes)
        {
            foreach (var (process, _) in processes.Values)
                process.Dispose();
            processes.Clear();
            archive.Dispose();
        }
    }

    /// <summary>The process that loading used waits for the first audit; later ones end with their last user.</summary>
    private void Close(string key, SandboxProcess process, bool keep)
    {
        lock (processes)
        {
            if (!processes.TryGetValue(key, out var entry) || entry.Process != process)
                return;
            processes[key] = (process, entry.Users - 1);
            if (entry.Users > 1 || keep)
                return;
            processes.Remove(key);
            process.Dispose();
        }
    }
}
#endif
