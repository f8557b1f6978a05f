using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Intervals of a network's values, node after node.</summary>
internal sealed class IntervalWalk
{
    private readonly Interval?[] values;
    private readonly Ball?[] balls;

    public IntervalWalk(Graph graph, InputRegion region, Rounding? rounding)
    {
        (Graph, Rounding) = (graph, rounding);
        values = new Interval?[graph.Nodes.Count];
        balls = new Ball?[graph.Nodes.Count];
        values[0] = region.Box;
        balls[0] = Ball.Of(region, rounding);
    }

    public Graph Graph { get; }

    public Rounding? Rounding { get; }

    /// <summary>Nodes done.</summary>
    public int Done { get; private set; } = 1;

    /// <summary>The interval of a node that was reached, and kept.</summary>
    public Interval this[int node] => values[node]!;

    /// <summary>The node's value as a ball, where it still is one.</summary>
    public Ball? BallAt(int node) => balls[node];

    /// <summary>Replaces a node's interval by a tighter one.</summary>
    public void Replace(int node, Interval tighter) => values[node] = tighter;

    /// <summary>Goes on until the node is done.</summary>
    /// <param name="keep">Keeps every node's interval; otherwise those that nobody will read are dropped.</param>
    public void To(int node, bool keep)
    {
        int[] unread = [.. Graph.Consumers];
        for (; Done <= node; Done++)
        {
            Step(Done);
            if (keep)
                continue;
            foreach (int i in Graph.Nodes[Done].Inputs)
            {
                if (--unread[i] == 0 && i != 0)
                    values[i] = null;
            }
        }
    }

    private void Step(int k)
    {
        using var scope = NewDisposeScope();
        var node = Graph.Nodes[k];
        Interval[] inputs = [.. node.Inputs.Select(i => values[i]!)];
        var x = inputs[0];
        Interval result;
        if (AffineMap.Of(node.Op, (int)x.Lower.dim()) is { } map)
        {
            result = Affine(x, map);
            if (balls[node.Inputs[0]] is { } ball)
            {
                balls[k] = ball.Through(map)?.MoveToOuterDisposeScope();
                result = result.Intersect(ball.Bound(map, Rounding));
            }
        }
        else
        {
            if (!BoundRules.Intervals.Covers(node.Op, Rounding is not null))
                throw new UnsupportedOpException(Rounding is null ? Intervals.Name : $"{Intervals.Name} with rounding errors", k,
                    node);
            result = BoundRules.Intervals.Apply(node.Op, new IntervalInputs(node.Op, inputs, Rounding))!;
            if (balls[node.Inputs[0]] is { } ball && MoveRules.Permutations.Covers(node.Op))
                balls[k] = ball.Moved(t => Forward.Evaluate(node.Op, [t])!).MoveToOuterDisposeScope();
        }
        values[k] = result.MoveToOuterDisposeScope();
    }

    /// <summary>Centre through the map, radius through its absolute values.</summary>
    public Interval Affine(Interval x, AffineMap map)
    {
        if (Rounding is not null)
            return Rounding.Affine(x, map);
        Tensor centre = map.Apply(x.Centre), radius = map.Magnitude(x.Radius);
        return new Interval(centre - radius, centre + radius);
    }
}
