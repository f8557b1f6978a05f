using System.Text;
using Audit.Formats.Pickle;
using Audit.Inputs;

namespace Audit.Formats.PyTorch;

/// <summary>The form that torch.save writes since 1.6: a zip with ARCHIVE/data.pkl and ARCHIVE/data/KEY.</summary>
internal static class ZipForm
{
    /// <summary>A checkpoint's structure without its numbers; a thousand layers take under a megabyte.</summary>
    private const long LargestPickle = 256L << 20;

    public static PyTorchFile Open(string path, FileStream stream)
    {
        var zip = StoredZip.Open(path, stream);
        string root = Root(path, zip);
        if (zip.Has($"{root}byteorder") && Encoding.ASCII.GetString(zip.Read($"{root}byteorder", 16))
            .Trim() is var order and not "little")
            throw new ModelFormatException(path, $"its numbers are stored with byte order {Shown.Name(order)}, expected little");
        object? value = Unpickler.Read(zip.Read($"{root}data.pkl", LargestPickle), new TorchTypes(), out _);
        string folder = $"{root}data/";
        var storages = zip.Names.Where(n => n.StartsWith(folder, StringComparison.Ordinal))
            .ToDictionary(n => n[folder.Length..], zip.Locate, StringComparer.Ordinal);
        return new PyTorchFile(path, value, storages, stream.Length);
    }

    /// <summary>The folder, with its slash, that holds data.pkl; its name is the file's at the time of saving.</summary>
    private static string Root(string path, StoredZip zip)
    {
        string[] found = [.. zip.Names.Where(n => n == "data.pkl" || n.EndsWith("/data.pkl", StringComparison.Ordinal))];
        return found.Length == 1 ? found[0][..^"data.pkl".Length] : throw new ModelFormatException(path,
            $"expected one data.pkl in the zip, as torch.save writes it, found {found.Length} among {string.Join(", ",
                zip.Names.Take(5).Select(n => Shown.Text(n)))}");
    }
}
