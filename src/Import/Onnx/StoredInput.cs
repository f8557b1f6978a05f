using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Import.Onnx.Nodes;
using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Import.Onnx;

/// <summary>The network's input as the file has it, and as the graph takes it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">The graph's input.</param>
/// <param name="Stored">Shape in the file, batch first.</param>
/// <param name="Sizes">The same without the batch, as numbers.</param>
/// <param name="Layout">How the file takes images.</param>
/// <param name="FixedBatch">The batch size that the file fixes, where it does.</param>
internal sealed record StoredInput(string Name, ImageShape Shape, IReadOnlyList<string> Stored, long[] Sizes, OnnxLayout Layout,
    long? FixedBatch)
{
    /// <summary>Numbers in one image.</summary>
    private const long LargestImage = 1 << 26;

    /// <summary>Images that flat inputs of these sizes hold.</summary>
    private static readonly ImageShape[] FlatImages = [new(1, 28, 28), new(3, 32, 32)];

    /// <exception cref="ModelFormatException">There is not one input, or its shape tells no image.</exception>
    public static StoredInput Of(string path, GraphProto graph, Values values, OnnxImportOptions options)
    {
        // Old files list the stored tensors as inputs too.
        var inputs = graph.Input.Where(i => !values.IsStored(i.Name)).ToList();
        if (inputs.Count != 1)
            throw new ModelFormatException(path, $"expected one input, the network has {inputs.Count}");
        string name = inputs[0].Name;
        var dims = inputs[0].Type?.TensorType?.Shape?.Dim;
        if (dims is null || dims.Count is < 2 or > 8)
            throw new ModelFormatException(path,
                $"input {Shown.Name(name)} has {dims?.Count ?? 0} dimensions, expected a batch and 1 to 7 others");
        string[] stored = [.. dims.Select((d, k) => d.HasDimValue && d.DimValue > 0 ? $"{d.DimValue}"
            : d.HasDimParam && d.DimParam.Length > 0 ? Shown.Text(d.DimParam) : k == 0 ? "N" : "?")];
        long? batch = dims[0].HasDimValue && dims[0].DimValue > 0 ? dims[0].DimValue : null;
        long?[] sizes = [.. dims.Skip(1).Select(d => d.HasDimValue && d.DimValue > 0 ? d.DimValue : (long?)null)];
        string Text() => $"input {Shown.Name(name)} is [{string.Join(',', stored)}]";

        var (shape, layout) = Image(sizes, options.InputShape, options.AnyInput)
            ?? throw new ModelFormatException(path,
            $"{Text()}, which tells no image: give its shape as CxHxW (known: [N,C,H,W], [N,H,W,C], and "
                + $"{string.Join(" or ", FlatImages.Select(f => $"{f.Elements} numbers for {f}"))})");
        long[] full = layout switch
        {
            OnnxLayout.ChannelsFirst => [shape.Channels, shape.Height, shape.Width],
            OnnxLayout.ChannelsLast => [shape.Height, shape.Width, shape.Channels],
            _ => [.. sizes.Select(s => s ?? shape.Elements)],
        };
        bool fits = full.Length == sizes.Length && full.Zip(sizes).All(p => p.Second is null || p.First == p.Second);
        if (!fits || full.Aggregate((Int128)1, (p, s) => Int128.Min(p * s, long.MaxValue)) != shape.Elements)
            throw new ModelFormatException(path, $"{Text()}, which does not hold images of {shape}");
        return new StoredInput(name, shape, stored, full, layout, batch);
    }

    /// <summary>The value that the file's own nodes expect under the input's name.</summary>
    public Variable Adapt(OnnxGraph lowering, OnnxNode node) => Layout switch
    {
        OnnxLayout.ChannelsFirst => lowering.Image,
        OnnxLayout.ChannelsLast => lowering.Permute(node, lowering.Image, [0, 2, 3, 1]),
        _ => lowering.Reshape(node, lowering.Image, Sizes),
    };

    private static (ImageShape, OnnxLayout)? Image(long?[] sizes, ImageShape? asked, bool any)
    {
        bool channelsLast = sizes.Length == 3 && sizes[2] is 1 or 3 && sizes[0] is not (1 or 3);
        if (sizes.Length == 3 && sizes.Count(s => s == 1) < 2)
        {
            var layout = channelsLast ? OnnxLayout.ChannelsLast : OnnxLayout.ChannelsFirst;
            if (asked is { } given)
                return (given, layout);
            if (sizes.Any(s => s is null) || sizes.Aggregate((Int128)1, (p, s) =>
                Int128.Min(p * s!.Value, long.MaxValue)) > LargestImage)
                return null;
            int[] s = [.. sizes.Select(v => (int)v!.Value)];
            return (channelsLast ? new ImageShape(s[2], s[0], s[1]) : new ImageShape(s[0], s[1], s[2]), layout);
        }
        if (asked is { } shape)
            return (shape, OnnxLayout.Flat);
        if (sizes.Any(s => s is null))
            return null;
        var elements = sizes.Aggregate((Int128)1, (p, s) => Int128.Min(p * s!.Value, long.MaxValue));
        foreach (var known in FlatImages)
        {
            if (known.Elements == elements)
                return (known, OnnxLayout.Flat);
        }
        if (any && elements <= LargestImage)
            return (new ImageShape(1, 1, (int)elements), OnnxLayout.Flat);
        return null;
    }
}
