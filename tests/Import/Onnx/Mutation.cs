using Audit.Noise;

namespace Audit.Tests.Import.Onnx;

/// <summary>Seeded damage to a file: flipped bits, new bytes, extreme numbers, cuts, copies of one part over another.</summary>
internal static class Mutation
{
    private static readonly byte[][] Extremes =
    [
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        [0xff, 0xff, 0xff, 0xff, 0x07], [0x80, 0x80, 0x40], [0x00], [0x7f], [0x01],
    ];

    /// <summary>The damaged copy numbered so below the source of randomness.</summary>
    public static byte[] Apply(byte[] original, Rng rng)
    {
        int draws = 0;
        int Draw(int below) => (int)(rng.Derive(draws++).Key % (ulong)Math.Max(1, below));
        var bytes = new List<byte>(original);
        int changes = 1 + Draw(4);
        for (int k = 0; k < changes && bytes.Count > 0; k++)
        {
            // Structure lies between and after the weights; most of a file is weights, where damage only changes numbers.
            int at = Draw(2) == 0 ? Draw(bytes.Count) : Draw(2) == 0 ? Draw(Math.Min(400, bytes.Count))
                : bytes.Count - 1 - Draw(Math.Min(1500, bytes.Count));
            switch (Draw(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << Draw(8));
                    break;
                case 1:
                    bytes[at] = (byte)Draw(256);
                    break;
                case 2:
                    bytes[at] = (byte)(bytes[at] + (Draw(2) == 0 ? 1 : -1));
                    break;
                case 3:
                    bytes.InsertRange(at, Extremes[Draw(Extremes.Length)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(1 + Draw(16), bytes.Count - at));
                    break;
                case 5:
                    int from = Draw(bytes.Count), length = Math.Min(1 + Draw(64), bytes.Count - from);
                    bytes.InsertRange(at, bytes.GetRange(from, length));
                    break;
                default:
                    if (Draw(8) == 0)
                        bytes.RemoveRange(at, bytes.Count - at);
                    else
                        bytes[at] = 0xff;
                    break;
            }
        }
        return [.. bytes];
    }
}
