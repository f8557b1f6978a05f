using TorchSharp.Interop;

namespace TorchSharp.Sandboxing;

/// <summary>Memory that a process shares with a child, by a file without a name. It can grow and never shrink. Linux.</summary>
public sealed class SharedBlock : IDisposable
{
    private readonly bool owned;
    private readonly bool writable;
    private nint at;

    private SharedBlock(int file, long size, bool owned, bool writable)
    {
        (File, this.owned, this.writable) = (file, owned, writable);
        Map(size);
    }

    /// <summary>Unmaps and closes.</summary>
    ~SharedBlock() => Free();

    /// <summary>Descriptor of the file.</summary>
    public int File { get; }

    /// <summary>Bytes that are mapped.</summary>
    public long Size { get; private set; }

    /// <summary>Where they are mapped.</summary>
    public nint Address => at != 0 ? at : throw new ObjectDisposedException(nameof(SharedBlock));

    /// <exception cref="IOException">The kernel has no such memory, or not enough.</exception>
    public static SharedBlock Create(long size)
    {
        int file = Native.audit_block_create(size);
        return file >= 0 ? new SharedBlock(file, size, owned: true, writable: true)
            : throw new IOException($"no shared memory of {size} bytes could be made");
    }

    /// <summary>Before a child gets it: nobody can make it smaller, and, where frozen, nobody but this mapping can
    /// write.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Seal(bool frozen)
    {
        if (Native.audit_block_seal(File, frozen ? 1 : 0) != 0)
            throw new IOException("shared memory could not be sealed");
    }

    /// <summary>The block of a parent, by the descriptor that it handed on.</summary>
    public static SharedBlock Open(int file, long size, bool writable) => new(file, size, owned: false, writable);

    /// <summary>Makes it at least so large. Its content stays.</summary>
    public void Grow(long size)
    {
        if (size <= Size)
            return;
        if (owned && Native.audit_block_grow(File, size) != 0)
            throw new IOException($"shared memory could not grow to {size} bytes");
        Unmap();
        Map(size);
    }

    /// <summary>Whether processes started now get the descriptor.</summary>
    public void Inherit(bool value) => Native.audit_block_inherit(File, value ? 1 : 0);

    /// <summary>A part of the bytes.</summary>
    public unsafe Span<byte> Bytes(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > Size - count || count > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} bytes at {offset} leave the block of {Size}");
        return new Span<byte>((void*)(Address + (nint)offset), (int)count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Map(long size)
    {
        at = Native.audit_block_map(File, size, writable ? 1 : 0);
        Size = at != 0 ? size : throw new IOException($"shared memory of {size} bytes could not be mapped");
    }

    private void Unmap()
    {
        nint taken = Interlocked.Exchange(ref at, 0);
        if (taken != 0)
            Native.audit_block_unmap(taken, Size);
    }

    private void Free()
    {
        if (at != 0 && owned)
            Native.audit_block_close(File);
        Unmap();
    }
}
