namespace Audit.Networks.Engine;

/// <summary>What became of compiling a network.</summary>
/// <param name="Classifier">The compiled network; null where it runs through libtorch.</param>
/// <param name="Why">Why there is none, in one line.</param>
/// <param name="Agreement">Comparison with libtorch; null where nothing was compiled.</param>
public sealed record Compilation(CompiledClassifier? Classifier, string? Why, EngineAgreement? Agreement)
{
    /// <summary>Whether it was compiled and found to be another function: worth a warning, since only speed may depend on the
    /// engine.</summary>
    public bool Disagrees => Agreement?.Disagreement is not null;
}
