using Audit.Import.Onnx.Nodes;
using Audit.Inputs;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Linear layers and batch norm.</summary>
internal static class Layers
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["BatchNormalization"] = BatchNormalization,
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Linear op, NodeWriter w) => w.Add("Gemm", [w.X, w.Stored("weight", op.Weight), w.Stored("bias", op.Bias)],
            OnnxAttributes.Int("transB", 1)),
        (BatchNorm op, NodeWriter w) => w.Add("BatchNormalization",
            [w.X, w.Stored("weight", op.Weight), w.Stored("bias", op.Bias), w.Stored("running_mean", op.RunningMean),
                w.Stored("running_var", op.RunningVar)],
            OnnxAttributes.Float("epsilon", (float)op.Epsilon)),
    };

    public static Value Gemm(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var b = n.Reals(1);
        if (x.Shape.Length != 1 || n.Int("transA", 0) != 0)
            throw n.Fail($"expects features [N,I] without transA, gets [N{string.Concat(x.Shape.Select(s => $",{s}"))}]");
        if (b.dim() != 2 || b.numel() == 0)
            throw n.Fail($"its matrix is [{string.Join(',', b.shape)}], expected two dimensions");
        var weight = Scaled(graph, n, n.Int("transB", 0) != 0 ? b : Transposed(graph, b), n.Float("alpha", 1));
        var bias = n.Has(2) ? Scaled(graph, n, Bias(graph, n, n.Reals(2), weight.shape[0]), n.Float("beta", 1)) : null;
        return graph.Emit(n, new Linear(weight, bias), x, Naming.Layer(n, 1));
    }

    /// <summary>x W, or W x where x is a column.</summary>
    public static Value MatMul(OnnxGraph graph, OnnxNode n)
    {
        bool left = n.Input(0) is Variable;
        if (left && n.Input(1) is Variable)
            throw n.Fail("multiplies two values that depend on the image (attention?), which there is no rule for");
        var x = n.Variable(left ? 0 : 1);
        var w = n.Reals(left ? 1 : 0);
        if (w.dim() != 2 || w.numel() == 0 || x.Shape.Length == 0)
            throw n.Fail($"its matrix is [{string.Join(',', w.shape)}], expected two dimensions");
        // The dimension that is summed over must be the only one of its size, all others of one image 1; or there are rows of
        // them.
        int summed = left ? x.Shape.Length - 1 : x.Shape.Length - 2;
        if (summed >= 0 && x.Shape is { Length: 2 } && x.Shape[1 - summed] != 1)
            return Rows(graph, n, x, left ? Transposed(graph, w) : w, left);
        if (summed < 0 || x.Shape.Where((s, d) => d != summed && s != 1).Any())
            throw n.Fail($"expects one row or column of numbers per image, gets [N{string.Concat(x.Shape.Select(s =>
                $",{s}"))}]");
        var flat = graph.Reshape(n, x, [x.Shape[summed]]);
        var y = graph.Emit(n, new Linear(left ? Transposed(graph, w) : w, null), flat, Naming.Layer(n, left ? 1 : 0));
        long[] shape = [.. x.Shape];
        shape[summed] = y.Shape[0];
        var result = graph.Reshape(n, y, shape);
        graph.Open(result, y.Node);
        return result;
    }

    /// <summary>One matrix for each of L rows [N,L,K], or columns [N,K,L]: a convolution of one pixel.</summary>
    /// <param name="weight">[M,K].</param>
    private static Variable Rows(OnnxGraph graph, OnnxNode n, Variable x, Tensor weight, bool rows)
    {
        if (rows)
            x = graph.Permute(n, x, [0, 2, 1]);
        if (x.Shape[0] != weight.shape[1])
            throw n.Fail($"its matrix takes {weight.shape[1]} numbers, gets {x.Shape[0]}");
        var image = graph.Reshape(n, x, [.. x.Shape, 1]);
        var y = graph.Emit(n, new Conv2d(weight.reshape([.. weight.shape, 1, 1]), null, [1, 1], [0, 0], [1, 1], 1), image,
            Naming.Layer(n, rows ? 1 : 0));
        var result = graph.Reshape(n, y, y.Shape[..2]);
        return rows ? graph.Permute(n, result, [0, 2, 1]) : result;
    }

    public static Value BatchNormalization(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        if (n.Int("training_mode", 0) != 0)
            graph.Warnings.Add($"batch norm {Shown.Name(n.Name)} was exported in training mode; its stored statistics are used");
        Tensor PerChannel(int i)
        {
            var t = n.Reals(i);
            return t.numel() == x.Shape.FirstOrDefault() ? t.reshape(-1)
                : throw n.Fail($"input {i} is [{string.Join(',', t.shape)}], expected one number for each of "
                + $"{x.Shape.FirstOrDefault()} channels");
        }
        var op = new BatchNorm(PerChannel(1), PerChannel(2), PerChannel(3), PerChannel(4), n.Float("epsilon", 1e-5f));
        return graph.Emit(n, op, x, Naming.Layer(n, 1));
    }

    private static Tensor Bias(OnnxGraph graph, OnnxNode n, Tensor c, long outputs)
    {
        bool fits = c.numel() == 1 || (c.numel() == outputs && c.shape[^1] == outputs);
        if (!fits)
            throw n.Fail($"its bias is [{string.Join(',', c.shape)}], expected {outputs} numbers, the same for all images");
        if (c.numel() == outputs)
            return c.reshape(-1);
        graph.Reserve(outputs);
        return c.reshape(1).expand(outputs).contiguous();
    }

    private static Tensor Transposed(OnnxGraph graph, Tensor matrix)
    {
        graph.Reserve(matrix.numel());
        return matrix.t().contiguous();
    }

    private static Tensor Scaled(OnnxGraph graph, OnnxNode n, Tensor t, double factor)
    {
        if (factor == 1)
            return t;
        graph.Reserve(6 * t.numel());
        var scaled = ExactNumbers.Times(new Reals(t), factor);
        n.ReadsRounded |= scaled.IsRounded;
        return scaled.Tensor;
    }
}
