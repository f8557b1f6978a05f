using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>What a forward rule computes with.</summary>
/// <param name="Inputs">Values of the op's inputs, in its order, the batch first.</param>
/// <param name="Training">Batch norm uses the batch's statistics and updates its running ones in place.</param>
/// <param name="MayOverwrite">Nobody else reads the first input, and its producer does not need it for a gradient.</param>
public readonly record struct ForwardInputs(IReadOnlyList<Tensor> Inputs, bool Training = false, bool MayOverwrite = false)
{
    /// <summary>The first input.</summary>
    public Tensor X => Inputs[0];
}
