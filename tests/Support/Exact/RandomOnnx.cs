using System.Runtime.InteropServices;
using Audit.Formats.Onnx.Schema;
using Audit.Tests.Import.Onnx;
using Google.Protobuf;

namespace Audit.Tests;

/// <summary>Small random ONNX files over every op whose value is a rational number, written as exporters and people write them:
/// constants of any size and type, first or second, stored or computed in the file.</summary>
internal sealed class RandomOnnx
{
    private readonly Random random;
    private readonly OnnxFile file;
    private readonly bool old;
    private string at = "x";
    private long[] shape;
    private int names;

    public RandomOnnx(int seed)
    {
        random = new Random(seed);
        old = Chance(8);
        file = new OnnxFile(old ? 9 : 13);
        // A last size of 3 would be read as channels.
        shape = [1, Draw(1, 2), Draw(3, 5), Draw(4, 5)];
        Shape = shape;
        file.Input(shape);
        for (int k = Draw(1, 5); k > 0; k--)
            Block();
        Classify();
    }

    /// <summary>Of the input, the batch included.</summary>
    public long[] Shape { get; }

    public OnnxFile File => file;

    public ModelProto Model => file.Model;

    /// <summary>The file in one line: input, then every node with its attributes.</summary>
    public override string ToString() => $"[{string.Join(',', Shape)}] " + string.Join("; ", Model.Graph.Node.Select(n =>
        $"{n.Output[0]} = {n.OpType}({string.Join(", ", n.Input)}"
        + $"{string.Concat(n.Attribute.Select(a =>
        $" {a.Name}={(a.Ints.Count > 0 ? string.Join(',', a.Ints) : a.F != 0 ? a.F : a.I)}"))})"));

    private int Draw(int low, int high) => random.Next(low, high + 1);

    private bool Chance(int of) => random.Next(of) == 0;

    private T Of<T>(params T[] choices) => choices[random.Next(choices.Length)];

    /// <summary>A number with few or many digits, sometimes very large or small.</summary>
    private double Number()
    {
        double v = Chance(3) ? Of(0.1, 3, 7, 1.0 / 3, 0.3, 10, -0.7) : 2 * random.NextDouble() - 1;
        return Chance(10) ? v * Math.Pow(2, Draw(-20, 20)) : v == 0 ? 0.5 : v;
    }

    private string Stored(params long[] size) => Stored(size, _ => Number());

    /// <summary>Real numbers: float32, or float64 as some exporters leave them; stored, or computed from others.</summary>
    private string Stored(long[] size, Func<int, double> of, bool plainly = false)
    {
        string name = $"c{names++}";
        double[] values = [.. Enumerable.Range(0, (int)size.Aggregate(1L, (a, b) => a * b)).Select(of)];
        if (!plainly && Chance(6))
        {
            var tensor = new TensorProto
            {
                Name = name,
                DataType = 11,
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<double>(values))
            };
            tensor.Dims.AddRange(size);
            if (Chance(2))
            {
                file.Graph.Initializer.Add(tensor);
                return name;
            }
            file.Node("Constant", "", name, ("value", tensor));
            return Chance(3) ? Then("Cast", name, ("to", 1)) : name;
        }
        file.Reals(name, size, [.. values.Select(v => (float)v)]);
        if (plainly || !Chance(12))
            return name;
        string other = $"c{names++}";
        file.Reals(other, [], (float)Of(2.0, 0.25, 3.0));
        if (old || Chance(3))
            return Then(Of("Add", "Sub", "Mul", "Div"), $"{name} {other}");
        return Then("Mul", $"{name} {Then("Floor", other)}");
    }

    private string Then(string op, string inputs, params (string, object)[] attributes)
    {
        string name = $"v{names++}";
        file.Node(op, inputs, name, attributes);
        return name;
    }

    private void Step(string op, string inputs = "", params (string, object)[] attributes) =>
        at = Then(op, $"{at} {inputs}".Trim(), attributes);

    private string Integers(params long[] values)
    {
        string name = $"i{names++}";
        file.Integers(name, values);
        return name;
    }

    private void Block()
    {
        switch (random.Next(14))
        {
            case 0 or 1:
                Arithmetic();
                break;
            case 2:
                Branch();
                break;
            case 3 or 4:
                Elementwise();
                break;
            case 5:
                Convolution();
                break;
            case 6:
                Step("BatchNormalization", $"{Stored(shape[1])} {Stored(shape[1])} {Stored(shape[1])} "
                    + Stored([shape[1]], _ => Of(0.75, 2, 0), plainly: true), ("epsilon", 0.25f));
                break;
            case 7 or 8:
                Pool();
                break;
            case 9 or 10:
                Jump();
                break;
            default:
                Move();
                break;
        }
    }

    /// <summary>A constant on either side, of any shape that repeats to the image's.</summary>
    private void Arithmetic()
    {
        long[] size = Of<long[]>([], [1], [shape[1], 1, 1], [1, shape[1], 1, 1], [shape[3]], shape);
        string op = Of("Add", "Sub", "Mul", "Div", "Mul", "Div"), c = Stored(size);
        if (op == "Div" && Chance(4))
        {
            // Where 1/x is read, x must keep away from 0.
            Step("Abs");
            Step("Add", Stored([], _ => 0.5, plainly: true));
            at = Then("Div", $"{c} {at}");
        }
        else
        {
            at = Then(op, Chance(2) && op != "Div" ? $"{c} {at}" : $"{at} {c}");
        }
    }

    private void Branch()
    {
        string x = at;
        Step("Mul", Stored(shape[1], 1, 1));
        if (Chance(2))
            Step("Relu");
        string op = Of("Add", "Sub", "Mul", "Max", "Min", "Concat");
        if (op == "Concat")
        {
            at = Then(op, $"{x} {at}", ("axis", 1));
            shape = [1, 2 * shape[1], shape[2], shape[3]];
        }
        else
        {
            at = Then(op, Chance(2) ? $"{x} {at}" : $"{at} {x}");
        }
    }

    private void Elementwise()
    {
        string op = Of("Relu", "Relu", "LeakyRelu", "PRelu", "Clip", "Neg", "Abs", "Max", "Min", "Pow", "Reciprocal", "Identity",
            "Dropout", "Cast");
        switch (op)
        {
            case "LeakyRelu":
                Step(op, "", ("alpha", (float)Of(0.1, 0.01, 0.5, -0.3, 1.5)));
                break;
            case "PRelu":
                Step(op, Chance(2) ? Stored(shape[1], 1, 1) : Stored(1));
                break;
            case "Clip" when old:
                Step(op, "", ("min", -0.1f), ("max", 0.7f));
                break;
            case "Clip":
                double low = Number();
                Step(op, Of($"{Stored([], _ => low, plainly: true)} {Stored([], _ => low + 1, plainly: true)}", $"_ {Stored()}",
                    Stored()));
                break;
            case "Max" or "Min":
                Step(op, Of(Stored(), Stored(shape[1], 1, 1)));
                break;
            case "Pow":
                Step(op, Stored([], _ => 2, plainly: true));
                break;
            case "Reciprocal":
                Step("Abs");
                Step("Add", Stored([], _ => 0.25, plainly: true));
                Step(op);
                break;
            case "Cast":
                Step(op, "", ("to", Of(1L, 11L)));
                break;
            default:
                Step(op);
                break;
        }
    }

    /// <summary>A function with jumps, or a choice between values by a comparison.</summary>
    private void Jump()
    {
        string op = Of("Floor", "Ceil", "Round", "Sign", "Where", "Where", "Where", "Where");
        if (op != "Where")
        {
            // Not all numbers between two jumps.
            Step("Mul", Stored([], _ => Of(1.0, 3, 10, 64), plainly: true));
            Step(op);
            return;
        }
        string x = at, comparison = Of("Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal");
        // Equal numbers are rare, so some are made: halves compared with 0, 0.5, 1.
        string y = Chance(2) ? x : Then("Div", $"{Then("Round", Then("Mul", $"{x} {Plain(2)}"))} {Plain(2)}"),
            other = Chance(2) ? Plain(Of(0, 0.5, 1)) : Then("Mul", $"{x} {Stored(shape[1], 1, 1)}");
        string condition = Then(comparison, Chance(2) ? $"{y} {other}" : $"{other} {y}");
        if (Chance(3))
            condition = Then("Not", condition);
        if (Chance(3))
            condition = Then(Of("And", "Or"), $"{condition} {Then("Less", $"{x} {Stored()}")}");
        if (Chance(4))
        {
            at = Then("Mul", $"{x} {Then("Cast", condition, ("to", 1))}");
            return;
        }
        string second = Chance(3) ? Stored() : Then("Mul", $"{x} {Stored(shape[1], 1, 1)}");
        at = Then("Where", Chance(2) ? $"{condition} {x} {second}" : $"{condition} {second} {x}");
    }

    /// <summary>One number, stored as it is.</summary>
    private string Plain(double value) => Stored([], _ => value, plainly: true);

    private void Convolution()
    {
        long groups = shape[1] % 2 == 0 ? Of(1L, 2L) : 1, outputs = 2, kh = Draw(1, 3), kw = Draw(1, 3);
        long[] stride = [Draw(1, 2), Draw(1, 2)], pads = Chance(2) ? [1, 1, 1, 1]
            : [Draw(0, 2), Draw(0, 2), Draw(0, 2), Draw(0, 2)];
        if (Chance(3))
        {
            long[] dilation = [Draw(1, 2), Draw(1, 2)], extra = [Draw(0, 2), Draw(0, 2)];
            extra = [.. extra.Select((e, d) => Math.Min(e, Math.Max(stride[d], dilation[d]) - 1))];
            long Size(int d, long k) => (shape[d + 2] - 1) * stride[d] + dilation[d] * (k - 1) + extra[d]
                + 1 - pads[d] - pads[d + 2];
            if (Size(0, kh) < 1 || Size(1, kw) < 1)
                return;
            Step("ConvTranspose", $"{Stored(shape[1], outputs / groups, kh, kw)} {Stored(outputs)}", ("strides", stride),
                ("pads", pads), ("dilations", dilation), ("output_padding", extra), ("group", groups));
            shape = [1, outputs, Size(0, kh), Size(1, kw)];
            return;
        }
        long After(int d, long k) => (shape[d + 2] + pads[d] + pads[d + 2] - k) / stride[d] + 1;
        if (shape[2] + pads[0] + pads[2] < kh || shape[3] + pads[1] + pads[3] < kw)
            return;
        Step("Conv", $"{Stored(outputs, shape[1] / groups, kh, kw)}{(Chance(2) ? $" {Stored(outputs)}" : "")}",
            ("strides", stride), ("pads", pads), ("group", groups));
        shape = [1, outputs, After(0, kh), After(1, kw)];
    }

    private void Pool()
    {
        string op = Of("MaxPool", "MaxPool", "AveragePool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "ReduceMean");
        if (op.StartsWith("Global", StringComparison.Ordinal))
        {
            Step(op);
            shape = [1, shape[1], 1, 1];
            return;
        }
        if (op == "ReduceMean")
        {
            long axis = Of(1L, 2L, 3L);
            Step(op, "", ("axes", Chance(2) ? [axis] : new long[] { 2, 3 }), ("keepdims", 1));
            bool image = file.Graph.Node[^1].Attribute[0].Ints.Count == 2;
            shape = [.. shape.Select((s, d) => (image ? d >= 2 : d == axis) ? 1 : s)];
            return;
        }
        long[] kernel = [Draw(2, 3), Draw(2, 3)], stride = [Draw(1, 3), Draw(1, 3)],
            pads = [.. Enumerable.Range(0, 4).Select(k => (long)Draw(0, (int)kernel[k % 2] - 1))];
        bool ceil = Chance(2);
        long Size(int d)
        {
            long free = shape[d + 2] + pads[d] + pads[d + 2] - kernel[d];
            long count = (ceil ? (free + stride[d] - 1) / stride[d] : free / stride[d]) + 1;
            return ceil && (count - 1) * stride[d] >= shape[d + 2] + pads[d] ? count - 1 : count;
        }
        if (shape[2] + pads[0] + pads[2] < kernel[0] || shape[3] + pads[1] + pads[3] < kernel[1])
            return;
        long[] sizes = [Size(0), Size(1)];
        // Every window must touch the image.
        if (Enumerable.Range(0, 2).Any(d => (sizes[d] - 1) * stride[d] - pads[d] >= shape[d + 2]))
            return;
        Step(op, "", op == "AveragePool"
            ? [("kernel_shape", kernel), ("strides", stride), ("pads", pads), ("ceil_mode", ceil ? 1 : 0),
            ("count_include_pad", Draw(0, 1))]
            : [("kernel_shape", kernel), ("strides", stride), ("pads", pads), ("ceil_mode", ceil ? 1 : 0)]);
        shape = [1, shape[1], .. sizes];
    }

    private void Move()
    {
        string op = old ? Of("Upsample", "Pad", "Transpose") : Of("Resize", "Pad", "Transpose", "Slice", "Reshape", "Squeeze");
        switch (op)
        {
            case "Upsample" or "Resize" when shape[2] * shape[3] < 40:
                string scales = $"s{names++}";
                file.Reals(scales, [4], 1, 1, 2, 1);
                Step(op, op == "Resize" ? $"_ {scales}" : scales, [("mode", "nearest"), .. op == "Resize" ? [
                    ("coordinate_transformation_mode", (object)"asymmetric"), ("nearest_mode", "floor")]
                    : Array.Empty<(string, object)>()]);
                shape = [1, shape[1], 2 * shape[2], shape[3]];
                break;
            case "Pad":
                long[] pads = [0, 0, Draw(0, 1), Draw(0, 1), 0, 0, Draw(0, 1), 1];
                if (old)
                    Step(op, "", ("pads", pads));
                else
                    Step(op, $"{PadsAsExported(pads)} {Stored()}");
                shape = [.. shape.Select((s, d) => s + pads[d] + pads[d + 4])];
                break;
            case "Transpose":
                Step(op, "", ("perm", new long[] { 0, 1, 3, 2 }));
                shape = [1, shape[1], shape[3], shape[2]];
                break;
            case "Slice" when shape[3] >= 2:
                Step(op, $"{Integers(1)} {Integers(long.MaxValue)} {Integers(3)} {Integers(2)}");
                shape = [1, shape[1], shape[2], (shape[3] - 2) / 2 + 1];
                break;
            case "Reshape":
                // The batch as exporters carry it: Shape, Gather, Unsqueeze, Concat.
                string batch = Then("Unsqueeze",
                    $"{Then("Gather", $"{Then("Shape", at)} {Scalar(0)}", ("axis", 0))} {Integers(0)}");
                Step(op, Then("Concat", $"{batch} {Integers(shape[2], shape[1], shape[3])}", ("axis", 0)));
                shape = [1, shape[2], shape[1], shape[3]];
                break;
            case "Squeeze":
                Step("Unsqueeze", Integers(2));
                Step(op, Integers(2));
                break;
        }
    }

    private string Scalar(long value)
    {
        string name = $"i{names++}";
        file.IntegersOf(name, [], value);
        return name;
    }

    /// <summary>Pads as torch 1.13 writes them: listed from the last dimension on, filled up with zeros, turned round.</summary>
    private string PadsAsExported(long[] pads)
    {
        long[] listed = [pads[3], pads[7], pads[2], pads[6]];
        var zero = new TensorProto { DataType = 7, Int64Data = { 0 } };
        zero.Dims.Add(1);
        string zeros = Then("ConstantOfShape", Integers(4), ("value", zero));
        string all = Then("Concat", $"{Integers(listed)} {zeros}", ("axis", 0));
        string rows = Then("Slice", $"{Then("Reshape", $"{all} {Integers(-1, 2)}")} {Integers(-1)} {Integers(long.MinValue + 1)} "
            + $"{Integers(0)} {Integers(-1)}");
        string turned = Then("Reshape", $"{Then("Transpose", rows, ("perm", new long[] { 1, 0 }))} {Integers(-1)}");
        return Then("Cast", turned, ("to", 7));
    }

    private void Classify()
    {
        if (Chance(3))
        {
            // One matrix for all rows, before they are drawn together.
            Step("Reshape", Integers(1, shape[1] * shape[2], shape[3]));
            Step("BatchNormalization",
                $"{Stored(shape[1] * shape[2])} {Stored(shape[1] * shape[2])} {Stored(shape[1] * shape[2])} "
                + Stored([shape[1] * shape[2]], _ => 0.75, plainly: true), ("epsilon", 0.25f));
            Step("MatMul", Stored(shape[3], 2));
            shape = [1, shape[1], shape[2], 2];
        }
        Step("Flatten");
        long count = shape[1] * shape[2] * shape[3];
        if (Chance(2))
        {
            int transposed = Draw(0, 1);
            Step("Gemm", $"{(transposed == 1 ? Stored(3, count) : Stored(count, 3))} {Stored(Of<long[]>([3], [1, 3], []))}",
                ("transB", transposed), ("alpha", (float)Of(1, 0.1, 3)), ("beta", (float)Of(1, 0.3)));
        }
        else
        {
            Step("MatMul", Stored(count, 3));
            Step(Of("Add", "Sub"), Stored(3));
        }
    }
}
