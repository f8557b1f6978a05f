using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>Class 1 exactly where the one pixel is above a threshold, without a tensor: what a simulation can ask a hundred
/// million times.</summary>
internal sealed class UnitHalfSpace(float threshold) : IUnitClassifier
{
    public ImageShape InputShape { get; } = new(1, 1, 1);

    public int Classes => 2;

    public Device Device => CPU;

    public int Unit => 8;

    public void UnitLogits(ReadOnlySpan<float> images, Span<float> logits)
    {
        for (int k = 0; k < Unit; k++)
            (logits[2 * k], logits[(2 * k) + 1]) = images[k] > threshold ? (0, 1) : (1, 0);
    }

    public Tensor Logits(Tensor x, Draws draws = default) => throw new NotSupportedException("units only");
}
