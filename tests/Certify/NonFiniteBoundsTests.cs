using Audit.Bounds;
using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

/// <summary>Bounds certify nothing of a network whose weights are no numbers, wherever these are.</summary>
public class NonFiniteBoundsTests
{
    public static TheoryData<BoundMethod, BoundArithmetic> Methods()
    {
        var data = new TheoryData<BoundMethod, BoundArithmetic>();
        foreach (var method in Enum.GetValues<BoundMethod>().Where(m => m != BoundMethod.Complete))
        {
            data.Add(method, BoundArithmetic.Float32);
            if (method == BoundMethod.Ibp || method == BoundMethod.Crown)
                data.Add(method, BoundArithmetic.Sound);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Certify_PlantedInAnyTensor_Abstains(BoundMethod method, BoundArithmetic arithmetic)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = BoundNets.Residual();
        var options = new BoundOptions { Method = method, Epsilon = 1e-6, Arithmetic = arithmetic, AlphaSteps = 2 };
        var x = full([2, 1, 6, 6], 0.5);
        Assert.All(new BoundCertifier(graph, options).Certify(x), c => Assert.IsType<Certified>(c.Verdict));
        foreach (var (name, tensor) in graph.Tensors)
        {
            foreach (double planted in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            {
                using var inner = NewDisposeScope();
                var kept = tensor.clone();
                tensor.reshape(-1).narrow(0, tensor.numel() / 2, 1).fill_(planted);
                foreach (var certificate in new BoundCertifier(graph, options).Certify(x))
                    Assert.False(certificate.Verdict is Certified, $"{method}, {arithmetic}: certified with {name} = {planted}");
                tensor.copy_(kept);
            }
        }
    }
}
