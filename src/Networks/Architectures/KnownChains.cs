namespace Audit.Networks.Architectures;

/// <summary>Networks from papers on certified training that are plain chains.</summary>
/// <remarks>Sources: locuslab/convex_adversarial (kw-*: Wong and Kolter 2018, Wong et al. 2018); huanzhang12/CROWN-IBP
/// (crown-ibp-*: widths 1 to 8 exist, these are single members; others are deduced from shapes); Gowal et al. 2018, table 1
/// (dm-*), with the paddings that PyTorch versions use.</remarks>
public static class KnownChains
{
    /// <summary>Text by name; conventions as in <see cref="ChainParser"/>.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["kw-small"] = "conv 16 4x4 s2 p1; relu; conv 32 4x4 s2 p1; relu; flatten; fc 100; relu; fc 10",
        ["kw-mnist-large"] = "conv 32 4x4 s2 p1; relu; conv 64 4x4 s2 p1; relu; flatten; fc 100; relu; fc 10",
        ["kw-large"] = "conv 32 3x3 s1 p1; relu; conv 32 4x4 s2 p1; relu; conv 64 3x3 s1 p1; relu; conv 64 4x4 s2 p1; relu; "
            + "flatten; fc 512; relu; fc 512; relu; fc 10",
        ["kw-cifar-vgg"] = "conv 64 3x3 s2 p1; relu; conv 128 3x3 s2 p1; relu; conv 256 3x3 s1 p1; relu; conv 256 3x3 s2 p1; "
            + "relu; "
            + "conv 512 3x3 s1 p1; relu; conv 512 3x3 s2 p1; relu; conv 512 3x3 s1 p1; relu; conv 512 3x3 s2 p1; relu; "
            + "flatten; fc 512; relu; fc 512; relu; fc 512; relu; fc 10",
        ["crown-ibp-1layer"] = "conv 8 4x4 s4 p0; relu; flatten; fc 10",
        ["crown-ibp-2layer"] = "conv 4 4x4 s2 p1; relu; conv 8 4x4 s2 p1; relu; flatten; fc 128; relu; fc 10",
        ["crown-ibp-3layer"] =
            "conv 4 3x3 s1 p1; relu; conv 8 3x3 s1 p1; relu; conv 8 4x4 s4 p0; relu; flatten; fc 64; relu; fc 10",
        ["crown-ibp-3layer-k5"] =
            "conv 4 5x5 s1 p1; relu; conv 8 5x5 s1 p1; relu; conv 8 4x4 s4 p0; relu; flatten; fc 64; relu; fc 10",
        ["crown-ibp-4layer"] =
            "conv 8 3x3 s1 p1; relu; conv 8 4x4 s2 p1; relu; conv 16 3x3 s1 p1; relu; conv 16 4x4 s2 p1; relu; "
            + "flatten; fc 256; relu; fc 256; relu; fc 10",
        ["crown-ibp-10layer"] =
            "conv 4 3x3 s1 p1; relu; conv 8 2x2 s2 p0; relu; conv 8 3x3 s1 p1; relu; conv 16 2x2 s2 p0; relu; "
            + "conv 16 3x3 s1 p1; relu; conv 32 2x2 s2 p0; relu; conv 32 3x3 s1 p1; relu; conv 64 2x2 s2 p0; relu; flatten; "
            + "fc 10",
        ["dm-small"] = "conv 16 4x4 s2 p1; relu; conv 32 4x4 s1 p1; relu; flatten; fc 100; relu; fc 10",
        ["dm-medium"] = "conv 32 3x3 s1 p1; relu; conv 32 4x4 s2 p1; relu; conv 64 3x3 s1 p1; relu; conv 64 4x4 s2 p1; relu; "
            + "flatten; fc 512; relu; fc 512; relu; fc 10",
        ["dm-large"] = "conv 64 3x3 s1 p1; relu; conv 64 3x3 s1 p1; relu; conv 128 3x3 s2 p1; relu; conv 128 3x3 s1 p1; relu; "
            + "conv 128 3x3 s1 p1; relu; flatten; fc 512; relu; fc 10",
    };
}
