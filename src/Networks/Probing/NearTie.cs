using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Probing;

/// <summary>Whether an honest model may answer in either of two ways: its answer changes as much when pixels change by next to
/// nothing.</summary>
/// <remarks>A step inside a model (a label, a rounded pixel) turns the rounding of a sum into any difference. Batch, position and
/// neighbours stay, so that a model that looks at these, and not at the pixels, finds no excuse here; the excuses are counted and
/// bounded by those who ask.</remarks>
internal static class NearTie
{
    private static readonly double[] Sizes = [1e-6, 1e-5, 1e-4, 1e-3, 1e-6, 1e-5, 1e-4, 1e-3];

    /// <param name="model">The model.</param>
    /// <param name="batch">The batch in which the image was shown, [N,C,H,W].</param>
    /// <param name="row">Its place.</param>
    /// <param name="explains">Whether an answer there is as far away as the one to be explained.</param>
    public static bool Explains(IClassifier model, Tensor batch, int row, Func<Answers, bool> explains)
    {
        using var scope = NewDisposeScope();
        // A model that answers differently without any change is not at a tie, it is not a function.
        if (explains(new Answers(model.Logits(batch))))
            return false;
        for (int k = 0; k < Sizes.Length; k++)
        {
            var near = batch.clone();
            near.select(0, row).add_(Change(model, k).reshape(near.select(0, row).shape).to(near.device));
            if (explains(new Answers(model.Logits(near))))
                return true;
        }
        return false;
    }

    private static Tensor Change(IClassifier model, int k)
    {
        float[] values = new float[model.InputShape.Elements];
        UniformNoise.Fill(values, new Rng(0).Derive("near tie"), new NoiseAddress(NoiseStream.Diagnosis, k, 0));
        return (tensor(values) * 2 - 1) * Sizes[k];
    }
}
