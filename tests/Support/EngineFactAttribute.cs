using Audit.Networks.Engine;

namespace Audit.Tests;

/// <summary>A test of the compiled engine; skipped, with the reason, where it was not built.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute() => Skip = EngineTheoryAttribute.Missing;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute() => Skip = Missing;

    internal static string? Missing => CompiledClassifier.EngineMissing is { } why ? $"no compiled engine here: {why}" : null;
}
