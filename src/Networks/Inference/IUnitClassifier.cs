namespace Audit.Networks.Inference;

/// <summary>A classifier that takes small units of images, on as many threads as call it.</summary>
/// <remarks>An image's logits depend on that image alone: not on its unit, its place there, or threads.</remarks>
public interface IUnitClassifier : IClassifier
{
    /// <summary>Images in a unit.</summary>
    int Unit { get; }

    /// <summary>Logits of one unit. May be called by many threads at once.</summary>
    /// <param name="images">[<see cref="Unit"/>,C,H,W] in pixel units.</param>
    /// <param name="logits">Written: [<see cref="Unit"/>,classes].</param>
    void UnitLogits(ReadOnlySpan<float> images, Span<float> logits);
}
