using System.Text;
using Audit.Formats.Pickle;
using Audit.Inputs;

namespace Audit.Formats.PyTorch;

/// <summary>What PyTorch's checkpoints are made of: storages, tensors over them, ordered dicts. Everything else stays a
/// name.</summary>
/// <remarks>Source: torch/_utils.py and torch/serialization.py.</remarks>
internal sealed class TorchTypes : IPickleTypes
{
    private const int MostDimensions = 16;

    private static readonly Dictionary<string, ElementType> Storages = new(StringComparer.Ordinal)
    {
        ["DoubleStorage"] = ElementType.Double,
        ["FloatStorage"] = ElementType.Float,
        ["HalfStorage"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["LongStorage"] = ElementType.Int64,
        ["IntStorage"] = ElementType.Int32,
        ["ShortStorage"] = ElementType.Int16,
        ["CharStorage"] = ElementType.Int8,
        ["ByteStorage"] = ElementType.Uint8,
        ["BoolStorage"] = ElementType.Bool,
        ["UntypedStorage"] = ElementType.Uint8,
        ["_UntypedStorage"] = ElementType.Uint8,
    };

    private static readonly Dictionary<string, ElementType> Types = new(StringComparer.Ordinal)
    {
        ["float64"] = ElementType.Double,
        ["float32"] = ElementType.Float,
        ["float16"] = ElementType.Float16,
        ["bfloat16"] = ElementType.BFloat16,
        ["int64"] = ElementType.Int64,
        ["int32"] = ElementType.Int32,
        ["int16"] = ElementType.Int16,
        ["int8"] = ElementType.Int8,
        ["uint8"] = ElementType.Uint8,
        ["bool"] = ElementType.Bool,
    };

    /// <summary>Bytes of one element of each storage that the value named, by key.</summary>
    public Dictionary<string, int> Widths { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public object? Build(PickleGlobal function, IReadOnlyList<object?> arguments) => function.ToString() switch
    {
        "collections.OrderedDict" => OrderedDict(arguments),
        "torch.Size" => arguments is [PickleTuple size] ? size : null,
        "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" => Tensor(arguments, null),
        "torch._utils._rebuild_tensor_v3" => Tensor(arguments,
            arguments.ElementAtOrDefault(6) is PickleGlobal { Module: "torch" } type
                && Types.TryGetValue(type.Name, out var known) ? known : null),
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" =>
            arguments is [TensorReference tensor, ..] ? tensor : null,
        // How Python 3 writes bytes under protocol 2.
        "_codecs.encode" => arguments is [string text, "latin1" or "latin-1", ..] ? Encoding.Latin1.GetBytes(text) : null,
        _ => null,
    };

    /// <inheritdoc/>
    public object? Resolve(object? persistentId)
    {
        if (persistentId is not PickleTuple { Items: var id })
            throw new PickleException("expected the id of a storage, a tuple");
        // A module saved whole comes with its class and the text of its source, of which only the name is kept.
        if (id is ["module", var type, ..])
            return type;
        if (id is not ["storage", PickleGlobal storage, var key, _, long count, ..] || key is not (string or long) || count < 0)
            throw new PickleException("expected a storage's id: ('storage', type, key, location, count)");
        if (!Storages.TryGetValue(storage.Name, out var known))
            throw new PickleException(
                $"storage {Shown.Name($"{key}")} is a {Shown.Text(storage.Name)}, expected one of {string.Join(", ",
                Storages.Keys)}");
        // The old form may save a window of a storage under its own key: (view key, first element, count).
        long first = 0;
        if (id.ElementAtOrDefault(5) is PickleTuple { Items: [_, long viewFirst, long viewCount] })
        {
            if (viewFirst < 0 || viewCount < 0 || viewFirst > count - viewCount)
                throw new PickleException(
                    $"a view of elements {viewFirst} to {viewFirst + viewCount} of storage {Shown.Name($"{key}")} with {count}");
            (first, count) = (viewFirst, viewCount);
        }
        Widths[$"{key}"] = known.Bytes();
        return new StorageReference($"{key}", known, first, count);
    }

    private static PickleDict OrderedDict(IReadOnlyList<object?> arguments)
    {
        var dict = new PickleDict();
        // Python 2 gives the pairs as an argument.
        if (arguments is [PickleList pairs])
        {
            foreach (object? pair in pairs.Items)
            {
                var (key, value) = pair switch
                {
                    PickleTuple { Items: [var k, var v] } => (k, v),
                    PickleList { Items: [var k, var v] } => (k, v),
                    _ => throw new PickleException("an OrderedDict's argument must be pairs"),
                };
                dict.Set(key, value);
            }
        }
        return dict;
    }

    private static TensorReference Tensor(IReadOnlyList<object?> arguments, ElementType? type)
    {
        if (arguments is not [StorageReference storage, long offset, PickleTuple size, PickleTuple stride, ..])
            throw new PickleException("expected a tensor as (storage, offset, size, stride, ...)");
        long[] Longs(PickleTuple t) => t.Items.All(i => i is long) ? [.. t.Items.Cast<long>()]
            : throw new PickleException("a tensor's size and stride must be integers");
        long[] sizes = Longs(size), strides = Longs(stride);
        if (sizes.Length != strides.Length || sizes.Length > MostDimensions)
            throw new PickleException($"a tensor of {sizes.Length} sizes and {strides.Length} strides");
        return new TensorReference(storage, type ?? storage.Type, offset, sizes, strides);
    }
}
