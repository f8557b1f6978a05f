using Audit.Models.Data.Decoding;

namespace Audit.Tests.Models.Data;

/// <summary>As <see cref="NativeImageFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeImageTheoryAttribute : TheoryAttribute
{
    public NativeImageTheoryAttribute(string library) => Skip = new NativeImageFactAttribute(library).Skip;
}
