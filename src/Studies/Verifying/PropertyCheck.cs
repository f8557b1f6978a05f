using System.Diagnostics;
using Audit.Bounds;
using Audit.Bounds.Complete;
using Audit.Formats.VnnLib;
using Audit.Import.Onnx;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Studies.Verifying;

/// <summary>A network and a property from files: is any input of its boxes unsafe?</summary>
public static class PropertyCheck
{
    /// <param name="network">ONNX file; inputs may be of any shape.</param>
    /// <param name="property">VNN-LIB file, packed or not, in the network file's own coordinates.</param>
    /// <param name="options">Effort; its time counts from now, reading included.</param>
    /// <param name="stop">Ends the search with what is known.</param>
    /// <exception cref="InputException">A file is not what it should be, or sound bounds know nothing of an op.</exception>
    public static PropertyOutcome Run(string network, string property, CompleteOptions options, CancellationToken stop = default)
    {
        var clock = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var asked = VnnLibFile.Read(property);
        var model = OnnxImporter.Import(network, new OnnxImportOptions { AnyInput = true });
        Check(model, asked, network, property);
        var exact = BoundGraph.Whole(model.Graph, ScalarType.Float64);
        if (!BoundGraph.IsFinite(exact))
            throw new UsageException($"{network}: holds numbers that are not finite, of which bounds say nothing");
        long done = 0;
        double gap = 0;
        bool holds = true;
        foreach (var one in asked.Cases)
        {
            double left = options.Seconds - clock.Elapsed.TotalSeconds;
            var result = Run(one, model, exact, options with { Seconds = Math.Max(left, 0) }, stop);
            done += result.Subproblems;
            gap = Math.Min(gap, result.Gap);
            if (result.Verdict == CompleteVerdict.Violated)
                return Violated(model, result.Witness!, clock.Elapsed.TotalSeconds, done);
            holds &= result.Verdict == CompleteVerdict.Holds;
        }
        return new PropertyOutcome(holds ? "holds" : "timeout", clock.Elapsed.TotalSeconds, done, gap, null, null);
    }

    private static void Check(OnnxModel model, VnnLibProperty asked, string network, string property)
    {
        var graph = model.Graph;
        if (graph.InputShape.Elements != asked.Inputs || graph.Classes != asked.Outputs)
        {
            throw new UsageException($"{property} is of {asked.Inputs} inputs and {asked.Outputs} outputs, {network} has "
                + $"{graph.InputShape.Elements} and {graph.Classes}");
        }
        if (asked.Cases.Any(c => c.Unsafe.Any(u => u.Count == 0)))
            throw new UsageException($"{property}: a case has no condition on outputs");
        if (BoundGraph.Rounded(graph) is { } node)
            throw new UsageException($"{network}: float64 cannot hold the constants that the file computes for {node.Name}");
        foreach (string reading in (string[])["Intervals", "Crown"])
        {
            var known = Interpretation.Known.Single(i => i.Name == reading) with { Reads = whole => whole };
            if (known.Missing(graph, sound: true) is { Count: > 0 } missing)
                throw new UsageException(
                    $"{network}: {reading} with rounding errors has no rule for {string.Join(", ", missing)}");
        }
    }

    private static CompleteResult Run(VnnLibCase one, OnnxModel model, Graph exact, CompleteOptions options,
        CancellationToken stop)
    {
        // A box with an empty side holds no input.
        if (one.Lower.Zip(one.Upper).Any(e => e.First.CompareTo(e.Second) > 0))
            return new CompleteResult(CompleteVerdict.Holds, null, 0);
        using var scope = NewDisposeScope();
        int[] order = Order(model);
        var shape = model.Graph.InputShape.Batch(1);
        Tensor End(IReadOnlyList<DecimalNumber> ends, Func<DecimalNumber, double> round) =>
            tensor([.. order.Select(i => round(ends[i]))], shape);
        var box = new Interval(End(one.Lower, d => d.Down), End(one.Upper, d => d.Up));
        // Witnesses are float32 numbers where the box holds any.
        var inside = order.Select(i => (Low: one.Lower[i], High: one.Upper[i])).Select(e => e.Low.UpSingle <= e.High.DownSingle
            ? (Low: e.Low.UpSingle, High: e.High.DownSingle) : (Low: e.Low.Up, High: e.High.Down)).ToList();
        var outputs = Unsafe(one.Unsafe, model.Graph.Classes);
        var check = new WitnessCheck(exact, model.Graph, [.. inside.Select(e => e.Low)], [.. inside.Select(e => e.High)],
            outputs);
        return CompleteVerifier.Run(exact, box, outputs, check, options, stop);
    }

    private static UnsafeSet Unsafe(IReadOnlyList<IReadOnlyList<HalfSpace>> conjunctions, int outputs)
    {
        var all = conjunctions.SelectMany(c => c).ToList();
        double[] rows = new double[all.Count * outputs];
        for (int r = 0; r < all.Count; r++)
        {
            foreach (var (output, factor) in all[r].Terms)
                rows[r * outputs + output] += factor;
        }
        int next = 0;
        return new UnsafeSet(tensor(rows, [all.Count, outputs]), [.. all.Select(h => h.Bound.Up)],
            [.. all.Select(h => h.Bound.Down)],
            [.. conjunctions.Select(c => c.Select(_ => next++).ToArray())]);
    }

    /// <summary>Place in the file's input of each element of the graph's image.</summary>
    private static int[] Order(OnnxModel model)
    {
        var s = model.Graph.InputShape;
        return [.. Enumerable.Range(0, s.Elements).Select(k => model.Facts.Layout == OnnxLayout.ChannelsLast
            ? k % (s.Height * s.Width) * s.Channels + k / (s.Height * s.Width) : k)];
    }

    private static PropertyOutcome Violated(OnnxModel model, double[] image, double seconds, long done)
    {
        int[] order = Order(model);
        double[] inputs = new double[image.Length];
        for (int k = 0; k < image.Length; k++)
            inputs[order[k]] = image[k];
        var x = tensor(image, model.Graph.InputShape.Batch(1)).to(float32);
        float[] outputs = Forward.Run(model.Graph, x).contiguous().flatten().data<float>().ToArray();
        return new PropertyOutcome("violated", seconds, done, 0, inputs, outputs);
    }
}
