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

    /// <summary>Rows of which something is not true.</summary>
    public static int[] Without(bool[] flags) => [.. Enumerable.Range(0, flags.Length).Where(k => !flags[k])];

    /// <summary>Truth values of a tensor [N].</summary>
    public static bool[] Flags(Tensor mask) => mask.cpu().data<bool>().ToArray();
}
