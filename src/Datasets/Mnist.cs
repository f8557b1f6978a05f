using Audit.Datasets.Files;
using Audit.Formats;

namespace Audit.Datasets;

/// <summary>MNIST and the sets that share its layout with ten classes: two idx files a split, gzipped or plain.</summary>
/// <remarks>Source: http://yann.lecun.com/exdb/mnist/, "File formats for the MNIST database".</remarks>
internal static class Mnist
{
    private static readonly string[] Classes = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];

    public static ImageSet Load(string folder, Split split)
    {
        string stem = split == Split.Train ? "train" : "t10k";
        DataFolder files = new(folder);
        string imagesPath = files.Find($"{stem}-images-idx3-ubyte", $"{stem}-images-idx3-ubyte.gz");
        string labelsPath = files.Find($"{stem}-labels-idx1-ubyte", $"{stem}-labels-idx1-ubyte.gz");
        IdxFile labels = IdxFile.Read(labelsPath, dimensions: 1);
        int wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (wrong >= 0)
            throw new DataFormatException(labelsPath, $"label {wrong} must be 0 to 9, got {labels.Values[wrong]}.");
        IdxFile images = IdxFile.Read(imagesPath, dimensions: 3);
        if (images.Shape[0] != labels.Shape[0])
            throw new DataFormatException(imagesPath, $"holds {images.Shape[0]} images, but {Path.GetFileName(labelsPath)} "
                + $"holds {labels.Shape[0]} labels.");
        return new ImageSet("mnist", split, 1, images.Shape[1], images.Shape[2], Classes,
            Array.ConvertAll(labels.Values, value => (int)value), images.Values);
    }
}
