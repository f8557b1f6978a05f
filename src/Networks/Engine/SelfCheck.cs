using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Engine;

/// <summary>Compares a network that was just compiled with libtorch: what disagrees is not used.</summary>
/// <remarks>The images are <see cref="Pictures"/> under noise, as certificates and attacks show them. Two more hold a NaN and an
/// infinity, which must not come out as finite logits.</remarks>
internal static class SelfCheck
{
    /// <summary>Multiply-adds that the comparison may take: some 20 ms on a core. Two images are compared at the least.</summary>
    private const long Work = 1 << 29;

    private const int Most = 14;

    /// <summary>Images that hold a NaN or an infinity.</summary>
    private const int Broken = 2;

    /// <summary>Differences of gradients are larger where a rectifier's input is within rounding of zero; half of the images must
    /// do better.</summary>
    private const double GradientTolerance = 1e-2;

    /// <summary>As <see cref="IInputGradient.InputGradient"/>.</summary>
    public delegate Tensor GradientOf(Tensor x, RowLoss loss, Span<double> losses);

    /// <summary>Logits of the compiled network against <see cref="Forward"/>'s.</summary>
    public static EngineAgreement Logits(Graph graph, Precision precision, IClassifier compiled)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = Images(graph, broken: true);
        return EngineAgreement.Of(precision, Forward.Run(graph, x), compiled.Logits(x), Broken);
    }

    /// <summary>Why the compiled input gradient may not be used, in one line; null where it agrees with autograd's.</summary>
    public static string? Gradient(Graph graph, Precision precision, GradientOf compiled)
    {
        using var scope = NewDisposeScope();
        Tensor x, expected;
        using (enable_grad())
        {
            x = Images(graph, broken: false).requires_grad_();
            var loss = -F.cross_entropy(Forward.Run(graph, x), zeros([x.size(0)], int64), reduction: nn.Reduction.Sum);
            expected = Autograd.Gradient(loss, x);
        }
        using var guard = no_grad();
        var actual = compiled(x.detach(), FirstClass, new double[x.size(0)]);
        double[] errors = [.. ((expected - actual).square().sum([1, 2, 3]).sqrt() / expected.square().sum([1, 2, 3]).sqrt()
            .clamp(1e-30)).data<float>().ToArray().Select(e => (double)e).Order()];
        double middle = errors[(errors.Length - 1) / 2], allowed = precision == Precision.Float32 ? GradientTolerance : 0.5;
        return middle <= allowed ? null
            : FormattableString.Invariant(
            $"its input gradients differ from libtorch's by {middle:G3} of their length in half of {errors.Length} images");
    }

    /// <summary>log softmax of class 0.</summary>
    private static double FirstClass(int row, ReadOnlySpan<float> logits, Span<float> gradient)
    {
        double top = double.NegativeInfinity, sum = 0;
        foreach (float z in logits)
            top = Math.Max(top, z);
        foreach (float z in logits)
            sum += Math.Exp(z - top);
        for (int c = 0; c < logits.Length; c++)
            gradient[c] = (float)((c == 0 ? 1 : 0) - Math.Exp(logits[c] - top) / sum);
        return logits[0] - top - Math.Log(sum);
    }

    /// <param name="graph">The network.</param>
    /// <param name="broken">Whether two more images hold a NaN and an infinity.</param>
    private static Tensor Images(Graph graph, bool broken)
    {
        var s = graph.InputShape;
        int count = (int)Math.Clamp(Work / Math.Max(1, MultiplyAdds.Run(graph).Sum()), 2, Most);
        var x = Pictures.Noisy(s, count + (broken ? Broken : 0));
        if (broken)
        {
            var values = MemoryMarshal.Cast<byte, float>(x.bytes);
            values[(count * s.Elements) + (s.Elements / 2)] = float.NaN;
            values[((count + 1) * s.Elements) + (s.Elements / 2)] = float.PositiveInfinity;
        }
        return x;
    }
}
