namespace Audit.Networks.Inference;

/// <summary>Whether a model draws.</summary>
public static class Randomised
{
    /// <summary>The model as one that draws, or null: an ensemble draws where a member does.</summary>
    public static IRandomisedClassifier? Of(IClassifier model) =>
        model is FusedClassifier fused && !fused.Members.Any(m => Of(m) is not null) ? null : model as IRandomisedClassifier;
}
