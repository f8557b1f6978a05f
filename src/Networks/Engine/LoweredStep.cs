using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>A step of the engine: one node of a graph, or several fused into one.</summary>
/// <param name="kind">What is computed before the residual is added and the activation applied.</param>
/// <param name="input">The step read; null is the network's input.</param>
/// <param name="shape">Shape of one image's result.</param>
/// <param name="name">Name of the first of its nodes.</param>
internal sealed class LoweredStep(EngineKind kind, LoweredStep? input, long[] shape, string name)
{
    public EngineKind Kind => kind;

    public LoweredStep? Input => input;

    public long[] Shape => shape;

    public string Name => name;

    /// <summary>Whether <see cref="Other"/> is added.</summary>
    public bool AddsOther { get; set; }

    /// <summary>The residual; null is the network's input.</summary>
    public LoweredStep? Other { get; set; }

    public EngineActivation Activation { get; set; }

    public float A { get; set; }

    public float B { get; set; }

    public long Outputs { get; init; }

    public long Groups { get; init; } = 1;

    public long[] Kernel { get; init; } = [1, 1];

    public long[] Stride { get; init; } = [1, 1];

    public long[] Padding { get; init; } = [0, 0];

    public long[] Dilation { get; init; } = [1, 1];

    public Tensor? Weight { get; init; }

    public Tensor? Bias { get; init; }

    /// <summary>Numbers in one image's result.</summary>
    public long Elements => Shape.Aggregate(1L, (product, s) => checked(product * s));
}

/// <summary>A network as the engine runs it.</summary>
/// <param name="Input">Shape of one image.</param>
/// <param name="Steps">In an order in which they can be computed; the last gives the logits.</param>
/// <param name="Normalize">What is done to the pixels first, if anything.</param>
internal sealed record LoweredNetwork(ImageShape Input, IReadOnlyList<LoweredStep> Steps, Normalize? Normalize)
{
    /// <summary>Numbers of one image that are held at once when steps run in order and forget what nobody reads any more.</summary>
    public long PeakElements
    {
        get
        {
            var readers = new Dictionary<LoweredStep, int>(ReferenceEqualityComparer.Instance);
            foreach (var read in Steps.SelectMany(Read))
                readers[read] = readers.GetValueOrDefault(read) + 1;
            long held = Input.Elements, peak = held;
            foreach (var step in Steps)
            {
                // A residual's memory becomes the result's where nobody else reads it.
                bool inPlace = step.Other is { } other && readers[other] == 1;
                held = checked(held + (inPlace ? 0 : step.Elements));
                peak = Math.Max(peak, held);
                foreach (var read in Read(step))
                {
                    if (--readers[read] == 0 && !(inPlace && ReferenceEquals(read, step.Other)))
                        held -= read.Elements;
                }
            }
            return peak;
        }
    }

    private static IEnumerable<LoweredStep> Read(LoweredStep step) => new[] { step.Input, step.Other }.OfType<LoweredStep>();
}
