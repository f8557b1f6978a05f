namespace Audit.Tests.Import.Fuzz;

/// <summary>Damages bytes the way accidents and attackers do, whatever they mean.</summary>
internal static class Mutator
{
    /// <summary>Bytes that mean something to pickles, JSON headers and zips.</summary>
    private static readonly byte[] Telling = [0, 1, 0x7f, 0x80, 0xff, (byte)'(', (byte)')', (byte)'.', (byte)'R', (byte)'b',
        (byte)'q', (byte)'h', (byte)'t', (byte)'}', (byte)'u',
        (byte)'Q', (byte)'c', (byte)'X', (byte)'"', (byte)'[', (byte)']', (byte)',', (byte)'9', (byte)'-', 0x8a, 0x8e];

    /// <param name="original">A valid file, or a part of one.</param>
    /// <param name="draws">Which damage.</param>
    /// <param name="structure">Bytes at the beginning that carry structure: most damage goes there; 0 for all.</param>
    public static byte[] Damage(byte[] original, Draws draws, int structure = 0)
    {
        var bytes = original.ToList();
        int edits = 1 + draws.Below(6);
        for (int e = 0; e < edits && bytes.Count > 0; e++)
        {
            int at = Math.Min(structure > 0 && !draws.Once(8) ? draws.Below(structure) : draws.Below(bytes.Count),
                bytes.Count - 1);
            int run = Math.Min(1 + draws.Below(16), bytes.Count - at);
            switch (draws.Below(8))
            {
                case 0: bytes[at] ^= (byte)(1 << draws.Below(8)); break;
                case 1: bytes[at] = (byte)draws.Below(256); break;
                case 2: bytes[at] = draws.Of(Telling); break;
                case 3: bytes.RemoveRange(at, run); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, run)); break;
                case 5: bytes.Insert(at, draws.Of(Telling)); break;
                case 6:
                    for (int k = 0; k < Math.Min(8, bytes.Count - at); k++)
                        bytes[at + k] = draws.Once(2) ? (byte)0xff : (byte)0;
                    break;
                default:
                    if (draws.Once(4))
                        bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }
}
