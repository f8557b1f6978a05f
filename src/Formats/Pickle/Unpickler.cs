namespace Audit.Formats.Pickle;

/// <summary>Reads a pickle (protocols 0 to 5) as data: containers, numbers, text, and the few types that are passed in.</summary>
/// <remarks>
/// Source: Python's pickletools, which describes the stack machine. Differs: GLOBAL gives a name and imports nothing; REDUCE,
/// BUILD, NEWOBJ, INST and OBJ give an inert <see cref="PickleObject"/> and call nothing. Work and memory are linear in the
/// number of bytes.
/// </remarks>
public sealed class Unpickler
{
    /// <summary>A checkpoint has some thirty operations a tensor; each makes at most a few hundred bytes of its own.</summary>
    private const int MostOperations = 4_000_000;

    private readonly PickleInput input;
    private readonly IPickleTypes types;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];

    private Unpickler(ReadOnlyMemory<byte> bytes, IPickleTypes types) => (input, this.types) = (new PickleInput(bytes), types);

    /// <summary>Reads one value from the beginning of the bytes.</summary>
    /// <param name="bytes">A pickle; more may follow it.</param>
    /// <param name="types">What may be built beyond containers.</param>
    /// <param name="length">Bytes that the pickle takes.</param>
    /// <exception cref="PickleException">The bytes are no pickle.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes, IPickleTypes types, out int length)
    {
        var machine = new Unpickler(bytes, types);
        object? value = machine.Run();
        length = machine.input.Position;
        return value;
    }

    private object? Run()
    {
        for (int operation = 0; operation < MostOperations; operation++)
        {
            int at = input.Position;
            byte code = input.Byte();
            if (code == '.')
                return Pop();
            if (!Number(code) && !Text(code) && !Container(code) && !Stack(code) && !Object(code))
                throw new PickleException($"byte {at}: 0x{code:x2} is no opcode of a pickle that is read here");
        }
        throw new PickleException($"more than {MostOperations} operations");
    }

    private bool Number(byte code)
    {
        switch (code)
        {
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'J': Push((long)input.Int32()); return true;
            case (byte)'K': Push((long)input.Byte()); return true;
            case (byte)'M': Push((long)input.UInt16()); return true;
            case (byte)'G': Push(input.Double()); return true;
            case (byte)'F': Push(input.TextDouble()); return true;
            case 0x8a: Push(input.Integer(input.Byte())); return true;
            case 0x8b: Push(input.Integer(input.Int32())); return true;
            case (byte)'L': Push(input.TextInteger(input.Line())); return true;
            case (byte)'I':
                string line = input.Line();
                Push(line switch { "00" => false, "01" => true, _ => input.TextInteger(line) });
                return true;
            default: return false;
        }
    }

    private bool Text(byte code)
    {
        switch (code)
        {
            case (byte)'X': Push(input.Utf8(input.UInt32())); return true;
            case 0x8c: Push(input.Utf8(input.Byte())); return true;
            case 0x8d: Push(input.Utf8(input.Int64())); return true;
            case (byte)'V': Push(input.Line()); return true;
            case (byte)'S': Push(input.Line().Trim('\'', '"')); return true;
            case (byte)'T': Push(input.Latin1(input.Int32())); return true;
            case (byte)'U': Push(input.Latin1(input.Byte())); return true;
            case (byte)'B': Push(input.Bytes(input.UInt32())); return true;
            case (byte)'C': Push(input.Bytes(input.Byte())); return true;
            case 0x8e or 0x96: Push(input.Bytes(input.Int64())); return true;
            default: return false;
        }
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)')': Push(new PickleTuple([])); return true;
            case 0x85: Push(new PickleTuple(PopMany(1))); return true;
            case 0x86: Push(new PickleTuple(PopMany(2))); return true;
            case 0x87: Push(new PickleTuple(PopMany(3))); return true;
            case (byte)'t': Push(new PickleTuple(PopToMark())); return true;
            case (byte)']' or 0x8f: Push(new PickleList()); return true;
            case (byte)'l' or 0x91: Push(Filled(new PickleList(), PopToMark())); return true;
            case (byte)'}': Push(new PickleDict()); return true;
            case (byte)'d': SetItems(PopToMark(), Push(new PickleDict())); return true;
            case (byte)'a': AddItems([Pop()], Top()); return true;
            case (byte)'e' or 0x90: AddItems(PopToMark(), Top()); return true;
            case (byte)'s': SetItems(PopMany(2), Top()); return true;
            case (byte)'u': SetItems(PopToMark(), Top()); return true;
            default: return false;
        }
    }

    private bool Stack(byte code)
    {
        switch (code)
        {
            case 0x80: Protocol(input.Byte()); return true;
            case 0x95: input.Int64(); return true; // a frame is a reading hint
            case (byte)'(': marks.Add(stack.Count); return true;
            case (byte)'0': Pop(); return true;
            case (byte)'1': PopToMark(); return true;
            case (byte)'2': Push(Top()); return true;
            case (byte)'p': memo[Index(input.TextInteger(input.Line()))] = Top(); return true;
            case (byte)'q': memo[input.Byte()] = Top(); return true;
            case (byte)'r': memo[input.UInt32()] = Top(); return true;
            case 0x94: memo[memo.Count] = Top(); return true;
            case (byte)'g': Push(Remembered(Index(input.TextInteger(input.Line())))); return true;
            case (byte)'h': Push(Remembered(input.Byte())); return true;
            case (byte)'j': Push(Remembered(input.UInt32())); return true;
            default: return false;
        }
    }

    private bool Object(byte code)
    {
        switch (code)
        {
            case (byte)'c': Push(new PickleGlobal(input.Line(), input.Line())); return true;
            case 0x93:
                var names = PopMany(2);
                Push(names is [string module, string name] ? new PickleGlobal(module, name) : throw Wrong("two names", names[0]));
                return true;
            case (byte)'R' or 0x81:
                var call = PopMany(2);
                Push(Call(call[0], call[1]));
                return true;
            case 0x92:
                var keyed = PopMany(3);
                Push(Call(keyed[0], keyed[1]));
                return true;
            case (byte)'i': Push(Call(new PickleGlobal(input.Line(), input.Line()), new PickleTuple(PopToMark()))); return true;
            case (byte)'o':
                var parts = PopToMark();
                Push(parts.Length > 0 ? Call(parts[0], new PickleTuple(parts[1..])) : throw Wrong("a class", null));
                return true;
            case (byte)'b': Build(Pop()); return true;
            case (byte)'P': Push(types.Resolve(input.Line())); return true;
            case (byte)'Q': Push(types.Resolve(Pop())); return true;
            default: return false;
        }
    }

    private static void Protocol(byte version)
    {
        if (version > 5)
            throw new PickleException($"pickle protocol {version}, expected at most 5");
    }

    /// <summary>The one place where a file asks for code: it gets data from the list, or an inert record of what it asked
    /// for.</summary>
    private object? Call(object? function, object? arguments) =>
        function is PickleGlobal global && arguments is PickleTuple tuple && types.Build(global, tuple.Items) is { } built
            ? built
            : new PickleObject(function, arguments);

    private void Build(object? state)
    {
        // An OrderedDict may carry attributes (a state dict's _metadata); tensors may too. They are not needed.
        if (Top() is PickleObject inert)
            inert.State = state;
        else if (Top() is IPickleState built)
            built.SetState(state);
    }

    private void AddItems(object?[] values, object? target)
    {
        switch (target)
        {
            case PickleList list: Filled(list, values); break;
            case PickleObject: break;
            default: throw Wrong("a list", target);
        }
    }

    private void SetItems(object?[] values, object? target)
    {
        var dict = target switch
        {
            PickleDict own => own,
            PickleObject inert => inert.Items,
            _ => throw Wrong("a dict", target),
        };
        if (values.Length % 2 != 0)
            throw Wrong("pairs of key and value", target);
        for (int k = 0; k < values.Length; k += 2)
            dict.Set(values[k], values[k + 1]);
    }

    private static PickleList Filled(PickleList list, object?[] values)
    {
        list.Items.AddRange(values);
        return list;
    }

    private object? Push(object? value)
    {
        stack.Add(value);
        return value;
    }

    private object? Top() => stack.Count > Floor ? stack[^1] : throw Wrong("a value", null);

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (stack.Count - count < Floor)
            throw Wrong($"{count} values", null);
        object?[] values = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw Wrong("a mark", null);
        int first = marks[^1];
        object?[] values = [.. stack[first..]];
        stack.RemoveRange(first, values.Length);
        marks.RemoveAt(marks.Count - 1);
        return values;
    }

    /// <summary>Values below the last mark are out of reach.</summary>
    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    private object? Remembered(long index) => memo.TryGetValue(index, out object? value) ? value
        : throw new PickleException($"byte {input.Position}: nothing is remembered as {index}");

    private long Index(object value) => value as long? ?? throw Wrong("an index", value);

    private PickleException Wrong(string expected, object? got) =>
        new($"byte {input.Position}: expected {expected} on the stack" + (got is null ? "" : $", got {got.GetType().Name}"));
}
