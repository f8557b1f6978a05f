namespace Audit.Tests.Datasets;

/// <summary>As <see cref="NativeImageFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeImageTheoryAttribute : TheoryAttribute
{
    public NativeImageTheoryAttribute(string library) => Skip = new NativeImageFactAttribute(library).Skip;
}
