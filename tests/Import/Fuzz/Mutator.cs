using Audit.Noise;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Damages bytes the way accidents and attackers do; the same number gives the same damage.</summary>
internal sealed class Mutator(Rng rng)
{
    /// <summary>Bytes that mean something to pickles, JSON headers and zips.</summary>
    private static readonly byte[] Telling = [0, 1, 0x7f, 0x80, 0xff, (byte)'(', (byte)')', (byte)'.', (byte)'R', (byte)'b', (byte)'q', (byte)'h', (byte)'t', (byte)'}', (byte)'u',
        (byte)'Q', (byte)'c', (byte)'X', (byte)'"', (byte)'[', (byte)']', (byte)',', (byte)'9', (byte)'-', 0x8a, 0x8e];

    /// <param name="original">A valid file.</param>
    /// <param name="interesting">The bytes that carry structure: most damage goes there.</param>
    /// <param name="number">Which damage.</param>
    public byte[] Mutate(byte[] original, Range interesting, int number)
    {
        ulong state = rng.Derive(number).Key;
        int Below(int count)
        {
            // SplitMix64: cheap, and the whole sequence follows from the derived key.
            state += 0x9e3779b97f4a7c15;
            ulong z = (state ^ state >> 30) * 0xbf58476d1ce4e5b9;
            z = (z ^ z >> 27) * 0x94d049bb133111eb;
            return (int)((z ^ z >> 31) % (ulong)Math.Max(1, count));
        }

        var bytes = original.ToList();
        var (start, length) = interesting.GetOffsetAndLength(original.Length);
        int edits = 1 + Below(6);
        for (int e = 0; e < edits && bytes.Count > 0; e++)
        {
            int at = Math.Min(Below(8) == 0 ? Below(bytes.Count) : start + Below(length), bytes.Count - 1);
            int run = Math.Min(1 + Below(16), bytes.Count - at);
            switch (Below(8))
            {
                case 0: bytes[at] ^= (byte)(1 << Below(8)); break;
                case 1: bytes[at] = (byte)Below(256); break;
                case 2: bytes[at] = Telling[Below(Telling.Length)]; break;
                case 3: bytes.RemoveRange(at, run); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, run)); break;
                case 5: bytes.Insert(at, Telling[Below(Telling.Length)]); break;
                case 6:
                    for (int k = 0; k < Math.Min(8, bytes.Count - at); k++)
                        bytes[at + k] = Below(2) == 0 ? (byte)0xff : (byte)0;
                    break;
                default:
                    if (Below(4) == 0)
                        bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }
}
