using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What is to be bounded: rows of numbers that the logits are multiplied with, one matrix an image,
/// [N,K,classes].</summary>
public static class Specification
{
    /// <summary>Margins of a class: its logit minus that of each other class, in order of class; [N,classes-1,classes].</summary>
    /// <param name="labels">The class whose margins are meant, [N], int64.</param>
    /// <param name="like">A tensor whose element type and device the matrices get.</param>
    public static Tensor Margins(Tensor labels, int classes, Tensor like)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var one = eye(classes, -1, like.dtype, like.device);
        var all = arange(classes, int64, like.device);
        var label = labels.to(like.device).reshape(-1, 1);
        // The others of label y are 0, ..., y - 1, y + 1, ...: from y on, one is skipped.
        var first = all.narrow(0, 0, classes - 1).reshape(1, -1);
        var others = first + first.ge(label).to(int64);
        var rows = one.index_select(0, label.flatten()).unsqueeze(1) - one.index_select(0, others.flatten())
            .reshape(-1, classes - 1, classes);
        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>Margins of each class over all classes, itself included (where the margin is 0); [N,classes,classes].</summary>
    /// <inheritdoc cref="Margins"/>
    public static Tensor MarginsWithOwn(Tensor labels, int classes, Tensor like)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var one = eye(classes, -1, like.dtype, like.device);
        return (one.index_select(0, labels.to(like.device)).unsqueeze(1) - one.unsqueeze(0)).MoveToOuterDisposeScope();
    }
}
