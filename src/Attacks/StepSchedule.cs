using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>APGD's step sizes: halved, image by image, at the checkpoints where progress has stalled.</summary>
/// <remarks>Source: Croce and Hein 2020, arXiv:2003.01690, conditions 1 and 2 of section 3.</remarks>
internal sealed class StepSchedule
{
    private readonly IReadOnlyList<int> checkpoints;
    private readonly double rho;
    private readonly double[] sizes;
    private readonly double[] best;
    private readonly double[] previous;
    private readonly int[] raised;
    private readonly double[] bestBefore;
    private readonly bool[] halvedBefore;
    private int checkpoint = 1;

    /// <param name="count">Images.</param>
    /// <param name="checkpoints">Steps at which progress is judged, from 0.</param>
    /// <param name="rho">Share of steps that must have raised the loss.</param>
    /// <param name="start">Losses at the start, [N].</param>
    public StepSchedule(int count, IReadOnlyList<int> checkpoints, double rho, Tensor start)
    {
        (this.checkpoints, this.rho) = (checkpoints, rho);
        sizes = new double[count];
        Array.Fill(sizes, 2); // eta0 = 2 epsilon
        best = Numbers(start);
        (previous, bestBefore) = ([.. best], [.. best]);
        (raised, halvedBefore) = (new int[count], new bool[count]);
    }

    /// <summary>Step size of each image in units of its epsilon.</summary>
    public IReadOnlyList<double> StepSizes => sizes;

    /// <summary>Takes note of the losses after a step.</summary>
    /// <returns>Which images are at their best.</returns>
    public bool[] Observe(Tensor values)
    {
        double[] now = Numbers(values);
        var higher = new bool[now.Length];
        for (int i = 0; i < now.Length; i++)
        {
            raised[i] += now[i] > previous[i] ? 1 : 0;
            higher[i] = now[i] > best[i];
            best[i] = higher[i] ? now[i] : best[i];
            previous[i] = now[i];
        }
        return higher;
    }

    /// <summary>At a checkpoint: halves what has stalled.</summary>
    /// <param name="step">Steps done.</param>
    /// <returns>The images that go back to their best point; null where there is nothing to judge.</returns>
    public bool[]? Checkpoint(int step)
    {
        if (checkpoint >= checkpoints.Count || step != checkpoints[checkpoint])
            return null;
        int length = checkpoints[checkpoint] - checkpoints[checkpoint - 1];
        var back = new bool[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            bool fewRose = raised[i] < rho * length;
            bool stuck = !halvedBefore[i] && best[i] <= bestBefore[i];
            back[i] = fewRose || stuck;
            halvedBefore[i] = back[i];
            sizes[i] = back[i] ? sizes[i] / 2 : sizes[i];
            (raised[i], bestBefore[i]) = (0, best[i]);
            // The point it returns to is its best: the next rise is measured from there.
            previous[i] = back[i] ? best[i] : previous[i];
        }
        checkpoint++;
        return back;
    }

    private static double[] Numbers(Tensor values) => values.detach().to(float64).cpu().data<double>().ToArray();
}
