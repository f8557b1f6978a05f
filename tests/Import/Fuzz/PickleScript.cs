using System.Buffers.Binary;
using System.Text;

namespace Audit.Tests.Import.Fuzz;

/// <summary>A pickle as its opcodes, damaged as such: arguments, lengths, order, nesting. Source: Python's pickletools.</summary>
internal static class PickleScript
{
    /// <summary>One operation: its code, the bytes that say how long the argument is, and the argument.</summary>
    private readonly record struct Op(byte Code, byte[] Length, byte[] Argument);

    /// <summary>Kinds of argument: bytes of a number, or of a length, or lines.</summary>
    private static readonly Dictionary<byte, (int Fixed, int Length, int Lines)> Kinds = Known();

    private static readonly byte[] Codes = [.. Kinds.Keys];

    private static readonly string[] Names =
    [
        "", "collections\nOrderedDict\n", "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_parameter\n",
            "torch._utils\n_rebuild_tensor_v3\n", "torch\nFloatStorage\n",
        "torch\nLongStorage\n", "torch\nBoolStorage\n", "torch\nUntypedStorage\n", "torch\nSize\n", "_codecs\nencode\n",
            "numpy.core.multiarray\n_reconstruct\n", "numpy\ndtype\n",
        "os\nsystem\n", "builtins\neval\n", "torch\nfloat32\n",
    ];

    private static readonly string[] Texts = ["", "storage", "module", "state_dict", "0.weight", "0.bias", "mean", "std", "cpu",
        "0", "1", "latin1", "arch", "_modules", "_parameters", "data", "labels", "u1", "\u001b[2J", "\ud83d\ude00"];

    /// <summary>The pickle after some changes; most of them keep it well-formed enough to get further.</summary>
    public static byte[] Damage(byte[] pickle, Draws draws)
    {
        var ops = Parse(pickle);
        for (int changes = 1 + draws.Below(4); changes > 0 && ops.Count > 0; changes--)
            Change(ops, draws);
        var result = new List<byte>(pickle.Length + 64);
        foreach (var op in ops)
        {
            result.Add(op.Code);
            result.AddRange(op.Length);
            result.AddRange(op.Argument);
        }
        return [.. result];
    }

    private static void Change(List<Op> ops, Draws draws)
    {
        int at = draws.Below(ops.Count), other = draws.Below(ops.Count);
        switch (draws.Below(12))
        {
            case 0: ops.RemoveAt(at); break;
            case 1: ops.Insert(at, ops[other]); break;
            case 2: (ops[at], ops[other]) = (ops[other], ops[at]); break;
            case 3: ops.Insert(at, Random(draws)); break;
            case 4: ops[at] = ops[at] with { Code = draws.Of(Codes) }; break;
            case 5:
                // The length says one thing, the bytes another.
                if (ops[at].Length.Length > 0)
                    ops[at] = ops[at] with { Length = Little(draws.Near(ops[at].Argument.Length), ops[at].Length.Length) };
                break;
            case 6: ops.InsertRange(at, Nest(draws)); break;
            case 7: ops.RemoveRange(at, Math.Min(draws.Below(6), ops.Count - at)); break;
            default:
                // Most changes are numbers and texts: sizes, strides, offsets, counts, keys.
                for (int k = 0; k < ops.Count; k++)
                {
                    int place = (at + k) % ops.Count;
                    if (Kinds.ContainsKey(ops[place].Code) && ops[place].Argument.Length > 0
                        && ops[place].Code is not ((byte)'q' or (byte)'h' or 0x80 or 0x95))
                    {
                        ops[place] = Other(ops[place], draws);
                        break;
                    }
                }
                break;
        }
    }

    private static Op Other(Op op, Draws draws) => (char)op.Code switch
    {
        // Small numbers become long ones, which say more.
        'K' or 'M' or 'J' or '\u008a' =>
            Integer(draws.Near(op.Argument.Length switch
            {
                1 => op.Argument[0],
                2 =>
            BinaryPrimitives.ReadUInt16LittleEndian(op.Argument),
                _ => 64
            })),
        'c' => op with { Argument = Encoding.UTF8.GetBytes(draws.Of(Names)) },
        'X' or '\u008c' => Text(draws.Of(Texts)),
        _ => op with { Argument = [.. op.Argument.Select(b => draws.Once(4) ? (byte)draws.Below(256) : b)] },
    };

    /// <summary>An integer in the smallest form or in one of the others.</summary>
    private static Op Integer(long value)
    {
        byte[] bytes = Little(value, 8);
        return new Op(0x8a, [8], bytes);
    }

    private static Op Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new Op((byte)'X', Little(bytes.Length, 4), bytes);
    }

    private static Op Random(Draws draws)
    {
        byte code = draws.Of(Codes);
        var (width, length, lines) = Kinds[code];
        if (lines > 0)
            return new Op(code, [], Encoding.UTF8.GetBytes(lines == 2 ? draws.Of(Names) : $"{draws.Extreme()}\n"));
        if (length > 0)
        {
            byte[] argument = draws.Bytes(draws.Below(12));
            return new Op(code, Little(draws.Once(4) ? draws.Extreme() : argument.Length, length), argument);
        }
        return new Op(code, [], draws.Bytes(width));
    }

    /// <summary>Values within values: deep, shared a hundred times over, or in themselves. A reader that walks them all never
    /// ends.</summary>
    private static IEnumerable<Op> Nest(Draws draws)
    {
        Op Plain(int code) => new((byte)code, [], []);
        int depth = 1 + draws.Below(100);
        switch (draws.Below(5))
        {
            case 0: // (((...)))
                return [Plain('N'), .. Enumerable.Repeat(Plain(0x85), depth)];
            case 1: // pairs of one and the same: 2 to the depth of values
                return [Plain(']'), .. Enumerable.Range(0, depth).SelectMany(_ => new[] { Plain('2'), Plain(0x86) })];
            case 2: // dicts in dicts under a usual key
                return [.. Enumerable.Range(0, depth).SelectMany(_ => new[] { Plain('}'), Text("model") }), Plain('N'),
                    .. Enumerable.Repeat(Plain('s'), depth)];
            case 3: // a list that holds itself
                return [Plain(']'), new Op((byte)'q', [], [250]), new Op((byte)'h', [], [250]), Plain('a')];
            default: // marks that nothing closes
                return [.. Enumerable.Repeat(Plain('('), depth)];
        }
    }

    private static List<Op> Parse(byte[] pickle)
    {
        var ops = new List<Op>();
        for (int at = 0; at < pickle.Length;)
        {
            byte code = pickle[at++];
            var (width, length, lines) = Kinds[code];
            byte[] prefix = pickle[at..(at + length)];
            at += length;
            int count = width;
            if (length > 0)
                count = (int)Number(prefix);
            for (int line = 0; line < lines; line++)
                count += Array.IndexOf(pickle, (byte)'\n', at + count) + 1 - at - count;
            ops.Add(new Op(code, prefix, pickle[at..(at + count)]));
            at += count;
        }
        return ops;
    }

    private static long Number(byte[] little)
    {
        long value = 0;
        for (int k = little.Length - 1; k >= 0; k--)
            value = value << 8 | little[k];
        return value;
    }

    private static byte[] Little(long value, int width)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..width];
    }

    private static Dictionary<byte, (int, int, int)> Known()
    {
        var kinds = new Dictionary<byte, (int, int, int)>();
        void Add(string codes, int width = 0, int length = 0, int lines = 0)
        {
            foreach (char code in codes)
                kinds[(byte)code] = (width, length, lines);
        }
        Add("N.()tldeasu]}012bRoQ0\u0081\u0085\u0086\u0087\u0088\u0089\u008f\u0090\u0091\u0092\u0093\u0094\u0097\u0098");
        Add("Kqh\u0080", width: 1);
        Add("M", width: 2);
        Add("Jrj", width: 4);
        Add("G\u0095", width: 8);
        Add("\u008a\u008cUC", length: 1);
        Add("XTB\u008b", length: 4);
        Add("\u008d\u008e\u0096", length: 8);
        Add("FLISVpgP", lines: 1);
        Add("ci", lines: 2);
        return kinds;
    }
}
