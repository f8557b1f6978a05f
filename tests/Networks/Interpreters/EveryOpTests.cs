using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Interpreters;

/// <summary>What must hold of every op there is.</summary>
public class EveryOpTests
{
    [Fact]
    public void EveryOp_IsInTheSampleNetwork()
    {
        var ops = typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract);
        Assert.Equal(ops.Select(t => t.Name).Order(), EveryOp.Graph().Nodes.Select(n => n.Op.Name).Distinct().Order());
    }

    [Fact]
    public void Shapes_OfEveryValue_AreThoseOfForward()
    {
        using var scope = NewDisposeScope();
        var graph = EveryOp.Graph();
        var shapes = Shapes.Run(graph);
        var x = tensor(Loops.Numbers(2 * graph.InputShape.Elements), graph.InputShape.Batch(2));
        for (int k = 1; k < graph.Nodes.Count; k++)
        {
            var part = new Graph([.. graph.Nodes.Take(k + 1)], graph.InputShape, graph.Classes);
            Assert.Equal([2, .. shapes[k]], Forward.Run(part, x).shape);
        }
    }

    [Fact]
    public void Shapes_OfOpsThatDoNotFit_NameTheNode()
    {
        using var scope = NewDisposeScope();
        var graph = new Graph([new Node("input", new Input(), []), new Node("fc", new Linear(zeros([2, 5]), null), [0])],
            new ImageShape(1, 2, 2), 2);
        string message = Assert.Throws<ShapeException>(() => Shapes.Run(graph)).Message;
        Assert.Equal("node 1 (fc): expects [5], gets [N,1,2,2]", message);
    }

    [Fact]
    public void Forward_OfEveryOp_HasGradientsThatDifferencesConfirm()
    {
        using var scope = NewDisposeScope();
        var graph = Double(EveryOp.Graph());
        var x = (tensor(Loops.Numbers(graph.InputShape.Elements), graph.InputShape.Batch(1)).to(float64) * 0.5 + 0.5)
            .requires_grad_();
        var y = Forward.Run(graph, x).sum();
        var gradient = autograd.grad([y], [x])[0].flatten();
        const double Step = 1e-6;
        for (int i = 0; i < graph.InputShape.Elements; i += 7)
        {
            using var guard = no_grad();
            double At(double shift)
            {
                var moved = x.detach().clone();
                moved.reshape(-1)[i] += shift;
                return Forward.Run(graph, moved).sum().ToDouble();
            }
            double difference = (At(Step) - At(-Step)) / (2 * Step), exact = gradient[i].ToDouble();
            Assert.True(Math.Abs(difference - exact) <= 1e-5 * Math.Max(1, Math.Abs(exact)),
                $"element {i}: difference {difference}, gradient {exact}");
        }
    }

    /// <summary>Differences need more digits than float32 has.</summary>
    private static Graph Double(Graph graph) => graph.Map(node => node.Op.Map(t => t.to(float64)));
}
