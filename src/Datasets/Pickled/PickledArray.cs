using System.Text;
using Audit.Formats;
using Audit.Formats.Pickle;

namespace Audit.Datasets.Pickled;

/// <summary>A numpy array of bytes as pickle stores it: built empty, then given (version, shape, type, column-major,
/// bytes).</summary>
internal sealed class PickledArray : IPickleState
{
    public long[] Shape { get; private set; } = [];

    public byte[] Bytes { get; private set; } = [];

    public void SetState(object? state)
    {
        if (state is not PickleTuple { Items: [_, PickleTuple shape, PickleObject type, bool columnMajor, var data] }
            || !shape.Items.All(d => d is long))
            throw new PickleException("a numpy array's state must be (version, shape, type, order, bytes)");
        if (type.Arguments is not PickleTuple { Items: ["u1" or "|u1", ..] } || columnMajor)
            throw new PickleException("expected an array of bytes in row order");
        Shape = [.. shape.Items.Cast<long>()];
        // Python 2 stores bytes as text.
        Bytes = data switch
        {
            byte[] bytes => bytes,
            string text => Encoding.Latin1.GetBytes(text),
            _ =>
            throw new PickleException("a numpy array without bytes")
        };
        Int128 elements = 1;
        foreach (long d in Shape)
            elements = d < 0 || elements < 0 || elements > Bytes.Length ? -1 : elements * d;
        if (elements != Bytes.Length)
            throw new PickleException($"an array of shape [{string.Join(',', Shape)}] with {Bytes.Length} bytes");
    }
}
