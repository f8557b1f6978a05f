using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Audit.Noise;

/// <summary>
/// A source of randomness that is handed around: a 64-bit key and nothing else. It has no state, so drawing from it twice at the
/// same <see cref="NoiseAddress"/> gives the same bits, and whoever needs an own source derives one by name.
/// </summary>
/// <param name="Key">The Philox key; for the root of a run it is the run's seed itself.</param>
public readonly record struct Rng(ulong Key)
{
    private const byte TextTag = (byte)'s';
    private const byte NumberTag = (byte)'i';

    /// <summary>The source named <paramref name="part"/> below this one.</summary>
    /// <remarks>
    /// The child's key is the first 8 bytes, little-endian, of SHA-256(key as 8 bytes little-endian, 's', the name in UTF-8).
    /// Stored runs depend on this: it must never change.
    /// </remarks>
    public Rng Derive(string part)
    {
        ArgumentException.ThrowIfNullOrEmpty(part);
        return Child(TextTag, Encoding.UTF8.GetBytes(part));
    }

    /// <summary>The source numbered <paramref name="part"/> below this one (restart 3, epoch 12).</summary>
    /// <remarks>As for a name, with the tag 'i' and the number as 8 bytes little-endian.</remarks>
    public Rng Derive(long part)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, part);
        return Child(NumberTag, bytes);
    }

    private Rng Child(byte tag, ReadOnlySpan<byte> part)
    {
        byte[] message = new byte[9 + part.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(message, Key);
        message[8] = tag;
        part.CopyTo(message.AsSpan(9));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, digest);
        return new Rng(BinaryPrimitives.ReadUInt64LittleEndian(digest));
    }
}
