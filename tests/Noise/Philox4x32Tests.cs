using Audit.Noise.Lanes;

namespace Audit.Tests.Noise;

public class Philox4x32Tests
{
    /// <summary>Random123's known answers, kat_vectors, philox4x32-10.</summary>
    [Theory]
    [InlineData(0x00000000_00000000UL, 0u, 0u, 0u, 0u, "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData(0xffffffff_ffffffffUL, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData(0x299f31d0_a4093822UL, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Block_KnownCounterAndKey_IsThePublishedAnswer(ulong key, uint c0, uint c1, uint c2, uint c3, string answer)
    {
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(key, c0, c1, c2, c3);
        Assert.Equal(answer, $"{w0:x8} {w1:x8} {w2:x8} {w3:x8}");
    }
}
