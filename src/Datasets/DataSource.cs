namespace Audit.Datasets;

/// <summary>One kind of data set: how it is named on the command line and how it is read.</summary>
/// <param name="Scheme">What stands before the colon of a data specification.</param>
/// <param name="Usage">How the whole specification is written, for help and error texts.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Problem">Says what is wrong with the text after the colon ("" where there is none), or null.</param>
/// <param name="Load">Reads the split that the text after the colon points at.</param>
public sealed record DataSource(
    string Scheme,
    string Usage,
    string Summary,
    Func<string, string?> Problem,
    Func<string, Split, ImageSet> Load)
{
    /// <summary>Every kind of data set that there is. A new one is a new line here.</summary>
    public static IReadOnlyList<DataSource> Known { get; } =
    [
        new("cifar10", "cifar10:DIR", "CIFAR-10, binary or Python version", NeedsFolder, Cifar10.Load),
        new("cifar100", "cifar100:DIR", "CIFAR-100, fine classes, binary or Python version", NeedsFolder, Cifar100.Load),
        new("mnist", "mnist:DIR", "MNIST idx files, gzipped or plain", NeedsFolder, Mnist.Load),
        new("glyphs", "glyphs[:SEED]", "drawn shapes, 10 classes, 32x32 RGB", GlyphSet.Problem, GlyphSet.Load),
        new("imagefolder", "imagefolder:DIR[,resize=N,crop=N]", "PNG and JPEG, a folder for each class", ImageFolder.Problem,
            ImageFolder.Load),
        new("npz", "npz:FILE", "numpy arrays x [N,C,H,W] and y [N]", NeedsFile, NpzImages.Load),
        new("csv", "csv:FILE[,layout=hwc|chw]", "rows of label and pixels, as VNN-COMP and ERAN use them", CsvImages.Problem,
            CsvImages.Load),
    ];

    private static string? NeedsFolder(string argument) => argument.Length > 0 ? null : "the folder is missing";

    private static string? NeedsFile(string argument) => argument.Length > 0 ? null : "the file is missing";
}
