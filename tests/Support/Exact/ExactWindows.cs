using Audit.Formats.Onnx.Schema;

namespace Audit.Tests;

/// <summary>Convolutions and pools of an ONNX file, in rational arithmetic: one loop over the elements of each window.</summary>
internal sealed class ExactWindows(NodeProto node, ExactArray?[] inputs)
{
    private ExactArray X => inputs[0]!;

    private long[] Pads => Ints("pads") ?? [0, 0, 0, 0];

    private long[] Strides => Ints("strides") ?? [1, 1];

    private long[] Dilations => Ints("dilations") ?? [1, 1];

    public ExactArray Value() => node.OpType switch
    {
        "Conv" => Conv(),
        "ConvTranspose" => ConvTranspose(),
        "MaxPool" => Pool(Ints("kernel_shape")!, (inside, _) => inside.Aggregate(Rational.Max)),
        "AveragePool" => Pool(Ints("kernel_shape")!, (inside, padded) => inside.Aggregate((a, b) => a + b)
            / new Rational(Int("count_include_pad", 0) == 1 ? padded : inside.Count, 1)),
        "GlobalMaxPool" => Pool(X.Shape[2..], (inside, _) => inside.Aggregate(Rational.Max)),
        "GlobalAveragePool" => Pool(X.Shape[2..], (inside, _) =>
            inside.Aggregate((a, b) => a + b) / new Rational(inside.Count, 1)),
        _ => throw new NotSupportedException(node.OpType),
    };

    private ExactArray Conv()
    {
        var w = inputs[1]!;
        long groups = Int("group", 1);
        long Size(int d) => (X.Shape[d + 2] + Pads[d] + Pads[d + 2] - Dilations[d] * (w.Shape[d + 2] - 1) - 1) / Strides[d] + 1;
        return ExactArray.Table([1, w.Shape[0], Size(0), Size(1)], at =>
        {
            var sum = inputs.Length > 2 ? inputs[2]!.Data[at[1]] : Rational.Zero;
            for (long i = 0; i < w.Shape[1]; i++)
            {
                for (long r = 0; r < w.Shape[2]; r++)
                {
                    for (long c = 0; c < w.Shape[3]; c++)
                    {
                        long row = at[2] * Strides[0] - Pads[0] + r * Dilations[0], column = at[3] * Strides[1] - Pads[1]
                            + c * Dilations[1];
                        if (row >= 0 && row < X.Shape[2] && column >= 0 && column < X.Shape[3])
                            sum += w[at[1], i, r, c] * X[0, at[1] / (w.Shape[0] / groups) * w.Shape[1] + i, row, column];
                    }
                }
            }
            return sum;
        });
    }

    private ExactArray ConvTranspose()
    {
        var w = inputs[1]!;
        long groups = Int("group", 1), each = X.Shape[1] / groups;
        long[] extra = Ints("output_padding") ?? [0, 0];
        long Size(int d) => (X.Shape[d + 2] - 1) * Strides[d] - Pads[d] - Pads[d + 2] + Dilations[d] * (w.Shape[d + 2] - 1)
            + extra[d] + 1;
        return ExactArray.Table([1, w.Shape[1] * groups, Size(0), Size(1)], at =>
        {
            var sum = inputs.Length > 2 ? inputs[2]!.Data[at[1]] : Rational.Zero;
            long group = at[1] / w.Shape[1];
            for (long i = group * each; i < (group + 1) * each; i++)
            {
                for (long row = 0; row < X.Shape[2]; row++)
                {
                    for (long column = 0; column < X.Shape[3]; column++)
                    {
                        long r = at[2] + Pads[0] - row * Strides[0], c = at[3] + Pads[1] - column * Strides[1];
                        if (r >= 0 && c >= 0 && r % Dilations[0] == 0 && c % Dilations[1] == 0 && r / Dilations[0] < w.Shape[2]
                            && c / Dilations[1] < w.Shape[3])
                            sum += X[0, i, row, column] * w[i, at[1] % w.Shape[1], r / Dilations[0], c / Dilations[1]];
                    }
                }
            }
            return sum;
        });
    }

    /// <param name="fold">Makes one number of the elements inside and the count with padding, that of ceil_mode left out.</param>
    private ExactArray Pool(long[] kernel, Func<List<Rational>, long, Rational> fold)
    {
        bool ceil = Int("ceil_mode", 0) == 1;
        long Size(int d)
        {
            long free = X.Shape[d + 2] + Pads[d] + Pads[d + 2] - Dilations[d] * (kernel[d] - 1) - 1;
            long count = (ceil ? (free + Strides[d] - 1) / Strides[d] : free / Strides[d]) + 1;
            return ceil && (count - 1) * Strides[d] >= X.Shape[d + 2] + Pads[d] ? count - 1 : count;
        }
        bool global = node.OpType.StartsWith("Global", StringComparison.Ordinal);
        return ExactArray.Table([1, X.Shape[1], global ? 1 : Size(0), global ? 1 : Size(1)], at =>
        {
            var inside = new List<Rational>();
            long padded = 0;
            for (long r = 0; r < kernel[0]; r++)
            {
                for (long c = 0; c < kernel[1]; c++)
                {
                    long row = at[2] * Strides[0] - Pads[0] + r * Dilations[0], column = at[3] * Strides[1] - Pads[1]
                        + c * Dilations[1];
                    if (row < X.Shape[2] + Pads[2] && column < X.Shape[3] + Pads[3])
                        padded++;
                    if (row >= 0 && row < X.Shape[2] && column >= 0 && column < X.Shape[3])
                        inside.Add(X[0, at[1], row, column]);
                }
            }
            return fold(inside, padded);
        });
    }

    private long Int(string name, long otherwise) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;

    private long[]? Ints(string name) => node.Attribute.FirstOrDefault(a => a.Name == name) is { } a ? [.. a.Ints] : null;
}
