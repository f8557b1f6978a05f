using System.Buffers.Binary;
using Audit.Import;
using Audit.Networks.Graphs;

namespace Audit.Tests.Import.Fuzz;

/// <summary>PyTorch checkpoints in the zip form: the pickle is damaged as opcodes, the zip as numbers, sums repaired; a share as
/// bytes.</summary>
internal sealed class CheckpointFuzz(bool legacy) : IFuzzFormat
{
    private const int Weights = 640, Biases = 10;

    /// <summary>Magic number, protocol and machine of the old form, as torch.save writes them.</summary>
    private static readonly byte[] Head = PickleSample.Head();

    public string Name => legacy ? "pytorch-legacy" : "pytorch-zip";

    public void Write(string folder, Draws draws)
    {
        byte[] pickle = draws.Of(Seeds.Checkpoints);
        // One in eight keeps its value, so that what is around it is looked at.
        bool sound = draws.Once(8);
        if (!sound)
            pickle = draws.Once(4) ? Mutator.Damage(pickle, draws) : PickleScript.Damage(pickle, draws);
        byte[] file = legacy ? Legacy(pickle, draws, sound) : ZipScript.Build(Entries(pickle, draws), draws, sound
            || draws.Once(4) ? 1 + draws.Below(3) : 0);
        if (draws.Once(16))
            file = Mutator.Damage(file, draws);
        File.WriteAllBytes(Path.Combine(folder, "m.pth"), file);
    }

    public void Read(string folder)
    {
        // Without options the architecture is guessed from names and shapes, which takes longer: a share of the inputs.
        string path = Path.Combine(folder, "m.pth");
        ModelLoader.Load(path, new FileInfo(path).Length % 16 == 0 ? null : LoadAs.Given);
    }

    private static List<(string, byte[])> Entries(byte[] pickle, Draws draws)
    {
        var entries = new List<(string, byte[])>
        {
            ("archive/data.pkl", pickle), ("archive/byteorder", "little"u8.ToArray()), ("archive/data/0", new byte[4 * Weights]),
                ("archive/data/1", new byte[4 * Biases]), ("archive/version", "3\n"u8.ToArray()),
        };
        switch (draws.Below(24))
        {
            case 0: entries.RemoveAt(draws.Below(entries.Count)); break;
            case 1: entries.Add(draws.Of(entries)); break;
            case 2: entries.Add(("other/data.pkl", pickle)); break;
            case 3: entries[2] = (entries[2].Item1, draws.Bytes(draws.Below(2 * 4 * Weights))); break;
            case 4: entries[draws.Below(entries.Count)] = ("../../\u001b[2J", []); break;
            case 5: entries[1] = (entries[1].Item1, draws.Bytes(draws.Below(20))); break;
            case 6: entries.Add(("archive/constants.pkl", pickle)); break;
        }
        return entries;
    }

    private static byte[] Legacy(byte[] pickle, Draws draws, bool sound)
    {
        byte[] keys = [0x80, 2, (byte)']', (byte)'q', 0, (byte)'(', (byte)'X', 1, 0, 0, 0, (byte)'0', (byte)'X', 1, 0, 0, 0,
            (byte)'1', (byte)'e', (byte)'.'];
        if (draws.Once(8))
            keys = PickleScript.Damage(keys, draws);
        byte[] head = draws.Once(16) ? PickleScript.Damage(Head, draws) : Head;
        return new Fielded().Add(head).Add(pickle).Add(keys).Number(Weights, 8).Add(new byte[4 * Weights]).Number(Biases, 8)
            .Add(new byte[4 * Biases]).Build(draws, sound || draws.Once(8) ? 1 : 0);
    }
}

/// <summary>What damaged state dicts are read as: naming it gets further than guessing, and is quicker.</summary>
internal static class LoadAs
{
    public static LoadOptions Given { get; } = new() { Arch = "flatten; fc 10", Input = new ImageShape(1, 8, 8) };
}
