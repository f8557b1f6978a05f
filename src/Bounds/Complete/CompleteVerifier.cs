using Audit.Networks.Graphs;

namespace Audit.Bounds.Complete;

/// <summary>Decides whether some input of a box has unsafe outputs: a descent looks for one, then branch and bound excludes them
/// all or finds one. Few inputs are split themselves, many by the signs of neurons.</summary>
/// <remarks>"Holds" rests on bounds with every rounding error enclosed, "violated" on a point whose exact outputs are enclosed
/// (<see cref="WitnessCheck"/>).</remarks>
public static class CompleteVerifier
{
    /// <param name="graph">The network in float64, with the file's own constants (<see cref="BoundGraph.Whole"/>).</param>
    /// <param name="box">Inputs, [1,C,H,W], float64: at least the box that is meant.</param>
    /// <param name="outputs">What is unsafe.</param>
    /// <param name="check">Decides of witnesses.</param>
    /// <param name="options">Effort.</param>
    /// <param name="stop">Ends the search with what is known.</param>
    /// <exception cref="UnsupportedOpException">The network holds an op that sound lines know nothing of.</exception>
    /// <exception cref="ArgumentException">Constants of the file are rounded.</exception>
    public static CompleteResult Run(Graph graph, Interval box, UnsafeSet outputs, WitnessCheck check, CompleteOptions options,
        CancellationToken stop = default)
    {
        var deadline = new Deadline(options.Seconds, stop);
        if (BoxDescent.Run(graph, box, outputs, check, options, deadline) is { } witness)
            return new CompleteResult(CompleteVerdict.Violated, witness, 0);
        return graph.InputShape.Elements <= options.FewInputs
            ? new InputSplitting(graph, outputs, check, options, deadline).Run(box)
            : new ReluSplitting(graph, outputs, check, options, deadline).Run(box);
    }
}
