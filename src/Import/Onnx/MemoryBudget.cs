using Audit.Formats;
using Audit.Formats.Onnx;
using Audit.Networks;

namespace Audit.Import.Onnx;

/// <summary>Bytes that constants may take while a file is read. Folding must not turn a small file into much memory.</summary>
/// <param name="fileBytes">Size of the model file.</param>
internal sealed class MemoryBudget(long fileBytes)
{
    private const long Base = 256L << 20;
    private long whole = Base + 8 * fileBytes;
    private long left = Base + 8 * fileBytes;

    /// <summary>More, because of another file of that size.</summary>
    public void Grant(long bytes)
    {
        whole += 8 * bytes;
        left += 8 * bytes;
    }

    /// <exception cref="ModelFormatException">Less is left.</exception>
    public void Take(string path, long elements, int size)
    {
        if (elements < 0 || elements > left / size)
            throw new ModelFormatException(path, $"its constants need more memory than a file of this size can want ({whole} bytes)");
        left -= elements * size;
    }
}
