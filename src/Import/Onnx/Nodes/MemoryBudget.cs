using Audit.Formats;

namespace Audit.Import.Onnx.Nodes;

/// <summary>Bytes that constants may take while a file is read. Folding must not turn a small file into much memory.</summary>
/// <param name="fileBytes">Size of the model file.</param>
/// <param name="limit">Most that a file of any size may take.</param>
internal sealed class MemoryBudget(long fileBytes, long limit)
{
    private const long Base = 256L << 20;
    private long wanted = Base + 8 * fileBytes;
    private long taken;

    /// <summary>More, because of another file of that size.</summary>
    public void Grant(long bytes) => wanted += 8 * bytes;

    /// <exception cref="ModelFormatException">Less is left.</exception>
    public void Take(string path, long elements, int size)
    {
        long whole = Math.Min(wanted, limit);
        if (elements < 0 || elements > (whole - taken) / size)
        {
            throw new ModelFormatException(path, limit < wanted
                ? $"its constants need more memory than the {limit} bytes that are allowed (--memory allows more)"
                : $"its constants need more memory than a file of this size can want ({wanted} bytes)");
        }
        taken += elements * size;
    }
}
