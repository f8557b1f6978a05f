using Audit.Inputs.Files;

namespace Audit.Records.Runs;

/// <summary>The folder of a run while one process holds it.</summary>
internal sealed class RunFolder
{
    /// <summary>Locked by another: EAGAIN of Linux, of BSD and macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream held;
    private readonly NewFolders created;

    private RunFolder(string path, FileStream exclusive, NewFolders created)
    {
        (Path, held, this.created) = (path, exclusive, created);
        IsNew = !File.Exists(At(RunFiles.ManifestName));
    }

    public string Path { get; }

    /// <summary>Whether it held no run when it was opened.</summary>
    public bool IsNew { get; }

    /// <exception cref="RunConflictException">Another process holds it.</exception>
    /// <exception cref="RecordFormatException">It holds records of no run.</exception>
    public static RunFolder Open(string path)
    {
        NewFolders created = NewFolders.Create(path);
        RunFolder? folder = null;
        try
        {
            folder = new(path, Lock(path), created);
            if (folder.IsNew && File.Exists(folder.At(RunFiles.RecordsName)))
                throw new RecordFormatException($"{path} has {RunFiles.RecordsName} but no {RunFiles.ManifestName}.");
            return folder;
        }
        catch
        {
            folder?.held.Dispose();
            created.Remove();
            throw;
        }
    }

    /// <summary>Lets go of it.</summary>
    /// <param name="keep">False removes what a new run has put there, while it has recorded nothing.</param>
    public void Close(bool keep)
    {
        // What a block in progress has settled is something recorded.
        keep |= !IsNew || !Directory.Exists(Path) || File.Exists(At(RunFiles.UnfinishedName));
        if (!keep)
        {
            foreach (string name in new[] { RunFiles.RecordsName, RunFiles.TimingName })
            {
                if (new FileInfo(At(name)) is { Exists: true, Length: 0 } empty)
                    empty.Delete();
            }

            File.Delete(At(RunFiles.ManifestName));
        }

        held.Dispose();
        if (!keep)
        {
            File.Delete(At(RunFiles.LockName));
            created.Remove();
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The operating system releases the lock when the process ends, however it ends.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            return new(System.IO.Path.Combine(path, RunFiles.LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException e) when (Locked.Contains(e.HResult))
        {
            throw new RunConflictException($"{path} is being written by another process.", e);
        }
    }
}
