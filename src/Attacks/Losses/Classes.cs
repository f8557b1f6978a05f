using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Logits by class.</summary>
internal static class Classes
{
    /// <summary>The logit of one class per image, [N].</summary>
    public static Tensor Pick(Tensor logits, Tensor classes) => logits.gather(1, classes.unsqueeze(1)).squeeze(1);

    /// <summary>The largest logit of the other classes, [N].</summary>
    public static Tensor BestOther(Tensor logits, Tensor classes) => Without(logits, classes).amax([1]);

    /// <summary>The logits with one class per image at minus infinity.</summary>
    public static Tensor Without(Tensor logits, Tensor classes)
    {
        var index = classes.unsqueeze(1);
        var mask = zeros_like(logits).scatter(1, index, ones(index.shape, logits.dtype, logits.device));
        return logits.masked_fill(mask.gt(0), double.NegativeInfinity);
    }

    /// <summary>The wrong classes of each image, most likely first, equals in order of class: [count][N].</summary>
    public static Tensor[] Wrong(Tensor logits, Tensor labels, int count)
    {
        using var scope = NewDisposeScope();
        var order = Without(logits.detach(), labels).argsort(1, descending: true);
        return [.. Enumerable.Range(0, count).Select(k => order.select(1, k).contiguous().MoveToOuterDisposeScope())];
    }
}
