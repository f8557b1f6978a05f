using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Some rows of a batch, and back again.</summary>
internal static class Rows
{
    /// <summary>Row numbers as a tensor.</summary>
    public static Tensor Index(IReadOnlyList<int> rows, Device device) => tensor([.. rows.Select(r => (long)r)], [rows.Count])
        .to(device);

    /// <summary>A copy of the batch in which some rows are those of another.</summary>
    public static Tensor With(Tensor batch, IReadOnlyList<int> rows, Tensor replacement) =>
        rows.Count == 0 ? batch.clone() : batch.clone().index_copy_(0, Index(rows, batch.device), replacement);

    /// <summary>Writes some rows of one batch over rows of another.</summary>
    /// <param name="batch">Changed.</param>
    /// <param name="to">Rows that are written.</param>
    /// <param name="source">Another batch of such images.</param>
    /// <param name="from">Its rows, as many.</param>
    public static void Put(Tensor batch, IReadOnlyList<int> to, Tensor source, IReadOnlyList<int> from)
    {
        if (!Lanes.Reach(batch) || !Lanes.Reach(source))
        {
            batch.index_copy_(0, Index(to, batch.device), source.index_select(0, Index(from, source.device)));
            return;
        }
        for (int k = 0; k < to.Count; k++)
            Lanes.Row(source, from[k]).CopyTo(Lanes.Row(batch, to[k]));
    }

    /// <summary>Writes the rows of which something is true over those of another batch.</summary>
    public static void Put(Tensor batch, bool[] flags, Tensor source)
    {
        int[] rows = [.. Enumerable.Range(0, flags.Length).Where(k => flags[k])];
        if (rows.Length > 0)
            Put(batch, rows, source, rows);
    }

    /// <summary>Rows of which something is not true.</summary>
    public static int[] Without(bool[] flags) => [.. Enumerable.Range(0, flags.Length).Where(k => !flags[k])];

    /// <summary>Truth values of a tensor [N].</summary>
    public static bool[] Flags(Tensor mask) => mask.cpu().data<bool>().ToArray();
}
