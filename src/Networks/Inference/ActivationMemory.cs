using System.Globalization;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;

namespace Audit.Networks.Inference;

/// <summary>Memory that a network's values take while <see cref="Forward"/> runs it, from their shapes: nothing is computed,
/// nothing allocated.</summary>
/// <param name="Bytes">Most that is held at once, in float32; at the least, as libraries take scratch memory besides.</param>
/// <param name="Largest">The node whose value is the largest of those held then.</param>
/// <param name="Shape">Shape of that value for one image.</param>
/// <param name="Images">Images at once.</param>
public sealed record ActivationMemory(double Bytes, Node Largest, long[] Shape, long Images)
{
    /// <summary>Images that are shown to a network at once where nothing else is said.</summary>
    public const int Batch = 64;

    /// <summary>What is allowed where nothing else is said: half of the memory that this process may have.</summary>
    public static long Default => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <param name="graph">The network.</param>
    /// <param name="images">Images at once.</param>
    /// <param name="gradients">Whether all values are kept for a backward pass.</param>
    /// <exception cref="ArgumentException">An op's inputs do not fit it.</exception>
    public static ActivationMemory Of(Graph graph, long images, bool gradients = false)
    {
        var shapes = Shapes.Run(graph);
        // Sizes come from files: their products may be beyond 64 bits, and as doubles they cannot overflow.
        double[] bytes = [.. shapes.Select(shape => shape.Aggregate((double)images * sizeof(float), (product, s) =>
            product * s))];
        int[] unread = [.. graph.Consumers];
        var live = new SortedSet<int> { 0 };
        double held = bytes[0], most = bytes[0];
        int largest = 0;
        for (int k = 1; k < bytes.Length; k++)
        {
            live.Add(k);
            held += bytes[k];
            double now = held + Scratch(graph.Nodes[k].Op, graph.Nodes[k].Inputs.Count > 0 ? shapes[graph.Nodes[k].Inputs[0]]
                : []);
            if (now > most)
                (most, largest) = (now, live.MaxBy(i => bytes[i]));
            if (gradients)
                continue;
            // The input stays: it is the caller's.
            foreach (int i in graph.Nodes[k].Inputs.Where(i => --unread[i] == 0 && i != 0))
            {
                live.Remove(i);
                held -= bytes[i];
            }
        }
        // Backward, a value's gradient stands beside that of what was computed from it.
        return new ActivationMemory(gradients ? most + (2 * bytes.Max()) : most, graph.Nodes[largest], shapes[largest], images);
    }

    /// <summary>What is wrong, in one line, where more is needed than allowed; null where it is not.</summary>
    /// <param name="limit">Bytes.</param>
    public string? Excess(long limit) => Bytes <= limit ? null
        : string.Create(CultureInfo.InvariantCulture,
        $"{Images} images at once need {Size(Bytes)} of memory for values between layers, {Size(limit)} are allowed; ")
          + $"the largest is node '{Largest.Name}' ({Largest.Op.Name}), {string.Join('x', Shape)} per image";

    /// <summary>Columns that libtorch's transposed convolution makes of one image before it adds them up.</summary>
    private static double Scratch(Op operation, long[] x) => operation is ConvTranspose2d op && x.Length == 3
        ? (double)x[1] * x[2] * (op.Weight.numel() / op.Weight.shape[0]) * sizeof(float) : 0;

    /// <summary>"9.7 GiB".</summary>
    private static string Size(double bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }
}
