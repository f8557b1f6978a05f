namespace Audit.Tests.Import.Fuzz;

/// <summary>Protobuf's wire format, damaged as such: field numbers, wire types, varints of every length, lengths that lie or are
/// repaired.</summary>
/// <remarks>Source: protobuf.dev, "Encoding". A field of bytes is taken for a message where it parses as one.</remarks>
internal static class WireScript
{
    private const int Deepest = 8;

    private sealed record Field(ulong Tag, byte[] Value, List<Field>? Inner)
    {
        public int Wire => (int)(Tag & 7);
    }

    public static byte[] Damage(byte[] message, Draws draws)
    {
        var fields = Parse(message, 0);
        if (fields is null)
            return Mutator.Damage(message, draws);
        var lists = new List<List<Field>>();
        for (int changes = 1 + draws.Below(4); changes > 0; changes--)
        {
            lists.Clear();
            Collect(fields, lists);
            Change(draws.Of(lists), draws);
        }
        var result = new List<byte>(message.Length + 32);
        Write(fields, result, draws);
        return [.. result];
    }

    private static void Change(List<Field> fields, Draws draws)
    {
        if (fields.Count == 0)
            return;
        int at = draws.Below(fields.Count), other = draws.Below(fields.Count);
        var field = fields[at];
        switch (draws.Below(8))
        {
            case 0: fields.RemoveAt(at); break;
            case 1: fields.Insert(other, field); break;
            case 2: fields[at] = field with { Tag = (ulong)draws.Below(20) << 3 | (uint)field.Wire }; break;
            case 3: fields[at] = field with { Tag = field.Tag & ~7ul | (uint)draws.Below(8) }; break;
            case 4: fields[at] = field with { Tag = (ulong)draws.Extreme() }; break;
            case 5: fields[at] = field with { Value = draws.Bytes(draws.Below(20)), Inner = null }; break;
            case 6:
                // A message in itself, some times over.
                if (field.Inner is not null)
                    fields[at] = field with { Inner = [.. field.Inner, field] };
                break;
            default:
                if (field.Wire == 0)
                    fields[at] = field with { Value = Varint((ulong)draws.Extreme(), draws.Once(8) ? draws.Below(4) : 0) };
                else if (field.Inner is null && field.Value.Length > 0)
                    fields[at] = field with { Value = Mutator.Damage(field.Value, draws) };
                break;
        }
    }

    private static void Write(List<Field> fields, List<byte> target, Draws draws)
    {
        foreach (var field in fields)
        {
            target.AddRange(Varint(field.Tag, 0));
            byte[] value = field.Value;
            if (field.Inner is not null)
            {
                var inner = new List<byte>();
                Write(field.Inner, inner, draws);
                value = [.. inner];
            }
            if (field.Wire == 2)
                target.AddRange(Varint(draws.Once(400) ? (ulong)draws.Near(value.Length) : (ulong)value.Length, 0));
            target.AddRange(value);
        }
    }

    private static void Collect(List<Field> fields, List<List<Field>> lists)
    {
        lists.Add(fields);
        foreach (var field in fields)
        {
            if (field.Inner is not null)
                Collect(field.Inner, lists);
        }
    }

    private static List<Field>? Parse(ReadOnlySpan<byte> message, int depth)
    {
        var fields = new List<Field>();
        for (int at = 0; at < message.Length;)
        {
            if (!Varint(message, ref at, out ulong tag) || tag >> 3 is 0 or > 1000)
                return null;
            int start = at;
            switch (tag & 7)
            {
                case 0:
                    if (!Varint(message, ref at, out _))
                        return null;
                    break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                case 2:
                    if (!Varint(message, ref at, out ulong length) || length > (ulong)(message.Length - at))
                        return null;
                    var value = message.Slice(at, (int)length);
                    at += (int)length;
                    fields.Add(new(tag, value.ToArray(), depth < Deepest && length > 1 && length < 4096 ? Parse(value, depth + 1)
                        : null));
                    continue;
                default: return null;
            }
            if (at > message.Length)
                return null;
            fields.Add(new(tag, message[start..at].ToArray(), null));
        }
        return fields;
    }

    private static bool Varint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return true;
        }
        return false;
    }

    /// <summary>A varint, in more bytes than it needs where asked for.</summary>
    private static byte[] Varint(ulong value, int waste)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80 || waste > 0; value >>= 7, waste--)
            bytes.Add((byte)(value & 0x7f | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
