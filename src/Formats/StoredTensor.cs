namespace Audit.Formats;

/// <summary>A tensor as a file holds it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Bytes">Elements, row-major, little-endian.</param>
public sealed record StoredTensor(string Name, ElementType Type, long[] Shape, byte[] Bytes);
