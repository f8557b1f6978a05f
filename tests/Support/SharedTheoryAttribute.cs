namespace Audit.Tests;

/// <summary>A theory on real data; skipped, with the reason, where they are not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    /// <param name="parts">Path below <see cref="SharedFolder.Root"/> of what the test reads.</param>
    public SharedTheoryAttribute(params string[] parts)
    {
        if (!SharedFolder.Has(parts))
            Skip = $"{SharedFolder.Find(parts)} is not there; set AUDIT_SHARED to the folder that holds {Path.Combine(parts)}.";
    }
}
