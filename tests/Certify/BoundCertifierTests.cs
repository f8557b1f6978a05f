using Audit.Bounds;
using Audit.Certify;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

public class BoundCertifierTests
{
    /// <summary>Distance of two neighbours among the float32 numbers from 1/2 to 1.</summary>
    private const double Ulp = 1.0 / (1 << 24);

    [Fact]
    public void Certify_ASizeThatFloat32CannotHold_ClaimsNoMoreThanWasBounded()
    {
        // Class 0 has the logit c, class 1 has 3/2 x, at x = 0: certified exactly up to c / 1.5. Half a step beyond a float32
        // number float32 itself would round down to it, where 3/2 of it is a tie that rounds away from c: a margin above 0 at a
        // size whose margin is below.
        using var scope = NewDisposeScope();
        const double held = 0.5 + (3 * Ulp), c = 0.75 + (5 * Ulp);
        var graph = BoundNets.Mlp([(new double[,] { { 0 }, { 1.5 } }, [c, 0])]);
        int? Class(double epsilon) => new BoundCertifier(graph, new BoundOptions { Method = BoundMethod.Ibp, Epsilon = epsilon })
            .Certify(zeros([1, 1, 1, 1]))[0].Class;
        Assert.True(c - (1.5 * held) > 0 && c - (1.5 * (held + (0.49 * Ulp))) < 0);
        Assert.Equal(0, Class(held));
        Assert.Null(Class(held + (0.49 * Ulp)));
    }

    [Fact]
    public void Sizes_InFloat32_AreTheSmallestNotBelowTheAskedOnes()
    {
        using var scope = NewDisposeScope();
        double[] asked = [0.1, 0.3, 8.0 / 255, 1.0 / 3, 0.5, 1e-40, .. Enumerable.Range(1, 200).Select(k => Math.Sqrt(k) / 100)];
        double[] held = InputRegion.Sizes(asked, zeros(1)).to(float64).data<double>().ToArray();
        Assert.All(asked.Zip(held), pair => Assert.True(pair.Second >= pair.First
            && (double)MathF.BitDecrement((float)pair.Second) < pair.First, $"{pair.First:R} became {pair.Second:R}"));
        Assert.Equal(asked, InputRegion.Sizes(asked, zeros(1, float64)).data<double>().ToArray());
    }
}
