using Audit.Networks.Graphs;

namespace Audit.Networks.Engine;

/// <summary>A network as the engine runs it.</summary>
/// <param name="Input">Shape of one image.</param>
/// <param name="Steps">In an order in which they can be computed; the last gives the logits.</param>
/// <param name="Normalize">What is done to the pixels first, if anything.</param>
internal sealed record LoweredNetwork(ImageShape Input, IReadOnlyList<LoweredStep> Steps, Normalize? Normalize)
{
    /// <summary>Numbers of one image that are held at once when steps run in order and forget what nobody reads any
    /// more.</summary>
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
                bool inPlace = step.Kind != EngineKind.Concat && step.Other is { } other && readers[other] == 1;
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
