namespace Audit.Import.PyTorch;

/// <summary>Brings the names of a state dict to those of the network itself.</summary>
public static class ParameterNames
{
    /// <summary>
    /// What wrappers put before every name: DataParallel, torch.compile, a Sequential of normalisation and network, and wrapper
    /// classes.
    /// </summary>
    private static readonly string[] Wrappers = ["module.", "_orig_mod.", "1.", "model.", "net.", "network."];

    /// <summary>Tensors that no network computes with, as far as inference goes.</summary>
    public static bool IsBookkeeping(string name) => name == "num_batches_tracked"
        || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    /// <summary>The prefix to take off: wrappers, one after the other, as long as every name begins with it and what is left
    /// still names a layer and its tensor.</summary>
    /// <remarks>"1." is taken off "1.conv1.weight", but not off "1.weight": there it is the layer.</remarks>
    public static string CommonWrapper(IReadOnlyList<string> names)
    {
        int length = 0;
        while (names.Count > 0
            && Array.Find(Wrappers, w => names.All(n => n.AsSpan(length).StartsWith(w) && n.AsSpan(length + w.Length)
            .Contains('.'))) is { } wrapper)
        {
            length += wrapper.Length;
        }
        return names.Count > 0 ? names[0][..length] : "";
    }
}
