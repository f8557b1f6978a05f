using System.Security.Cryptography;
using Audit.Noise;

namespace Audit.Tests.Noise;

public class RngTests
{
    [Fact]
    public void Derive_Name_IsTheDocumentedDigest()
    {
        byte[] message = [0x2a, 0, 0, 0, 0, 0, 0, 0, (byte)'s', (byte)'a', (byte)'b'];
        Assert.Equal(BitConverter.ToUInt64(SHA256.HashData(message)), new Rng(42).Derive("ab").Key);
    }

    [Fact]
    public void Derive_Number_IsTheDocumentedDigest()
    {
        byte[] message = [0x2a, 0, 0, 0, 0, 0, 0, 0, (byte)'i', 3, 1, 0, 0, 0, 0, 0, 0];
        Assert.Equal(BitConverter.ToUInt64(SHA256.HashData(message)), new Rng(42).Derive(259).Key);
    }

    /// <summary>Stored runs depend on these; sha256sum gave them.</summary>
    [Fact]
    public void Derive_StoredValues_NeverChange()
    {
        Assert.Equal("18da50c71dadfda9", new Rng(0).Derive("attack").Key.ToString("x16"));
        Assert.Equal("82d5339d205e6426", new Rng(0).Derive("attack").Derive(7).Key.ToString("x16"));
    }

    [Fact]
    public void Derive_DifferentPaths_GiveDifferentKeys()
    {
        var root = new Rng(1);
        var keys = new HashSet<ulong>
        {
            root.Key, root.Derive("a").Key, root.Derive("b").Key, root.Derive("ab").Key, root.Derive("a").Derive("b").Key,
            root.Derive("b").Derive("a").Key, root.Derive(1).Key, root.Derive("1").Key, root.Derive(-1).Key, new Rng(2)
                .Derive("a").Key,
        };
        Assert.Equal(10, keys.Count);
    }

    [Fact]
    public void Derive_EmptyName_IsRefused() => Assert.Throws<ArgumentException>(() => new Rng(1).Derive(""));
}
