using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>What a node computes: weights and attributes. Readings give it meaning, each by a row of its own table.</summary>
/// <remarks>
/// Images are [N,C,H,W], features [N,C]; dimension 0 is always the batch, and no op mixes images. An axis counts the batch as 0;
/// a shape or a per-dimension list leaves it out. Tensors of an op are shared, not copied: training changes them in place.
/// </remarks>
public abstract record Op
{
    /// <summary>The op's tensors by the names that PyTorch's layers give them ("weight", "running_mean", ...).</summary>
    public virtual IEnumerable<(string Name, Tensor Tensor)> Tensors => [];

    /// <summary>The op with each of its tensors replaced: placing, narrowing and training all go through this.</summary>
    public virtual Op Map(Func<Tensor, Tensor> map) => this;

    /// <summary>Whether the op's own gradient reads its result, which then must not be overwritten.</summary>
    public virtual bool GradientReadsResult => true;

    /// <summary>The op's name as users read it.</summary>
    public string Name => GetType().Name;

    private protected static IEnumerable<(string, Tensor)> Named(params (string Name, Tensor? Tensor)[] tensors) =>
        tensors.Where(t => t.Tensor is not null).Select(t => (t.Name, t.Tensor!));
}

/// <summary>The network's input, in pixel units.</summary>
public sealed record Input : Op;
