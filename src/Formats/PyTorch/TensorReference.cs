
namespace Audit.Formats.PyTorch;

/// <summary>Consecutive elements that tensors of a checkpoint share.</summary>
/// <param name="Key">Name inside the file.</param>
/// <param name="Type">Element type; untyped storages count bytes.</param>
/// <param name="First">First element of the window, where the file saved a window.</param>
/// <param name="Count">Elements that the file says there are.</param>
public sealed record StorageReference(string Key, ElementType Type, long First, long Count);

/// <summary>A tensor of a checkpoint, not yet read.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Type">Element type.</param>
/// <param name="Offset">First element.</param>
/// <param name="Size">Shape.</param>
/// <param name="Stride">Steps, in elements.</param>
public sealed record TensorReference(StorageReference Storage, ElementType Type, long Offset, long[] Size, long[] Stride)
{
    /// <summary>Number of elements, or null where it does not fit a tensor of this storage: no view has more elements than its
    /// storage.</summary>
    public long? Elements
    {
        get
        {
            Int128 product = 1;
            foreach (long d in Size)
            {
                if (d < 0 || d > int.MaxValue)
                    return null;
                product *= d;
                if (product > int.MaxValue)
                    return null;
            }
            return (long)product;
        }
    }

    /// <summary>Whether elements follow each other in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int k = Size.Length - 1; k >= 0; k--)
            {
                if (Size[k] > 1 && Stride[k] != expected)
                    return false;
                expected *= Math.Max(Size[k], 1);
            }
            return true;
        }
    }

    /// <summary>One more than the largest element that is touched, counted from the storage's start; null where a step goes
    /// back.</summary>
    public Int128? End
    {
        get
        {
            Int128 last = Offset;
            for (int k = 0; k < Size.Length; k++)
            {
                if (Stride[k] < 0)
                    return null;
                last += (Int128)Math.Max(Size[k] - 1, 0) * Stride[k];
            }
            return Size.Contains(0) ? Offset : last + 1;
        }
    }
}
