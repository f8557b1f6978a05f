using Audit.Datasets.Decoding;
using Audit.Datasets.Files;
using Audit.Formats;
using Audit.Inputs;

namespace Audit.Datasets;

/// <summary>A folder with one folder of PNG and JPEG images for each class, in the order of their names.</summary>
/// <remarks>
/// <c>imagefolder:DIR</c> takes images as they are, all of one size. <c>imagefolder:DIR,resize=256,crop=224</c> first makes the
/// shorter side 256 (bilinear over the covered area), then cuts the middle 224x224, as is usual for ImageNet. DIR/train and
/// DIR/val or DIR/test are the splits where they exist.
/// </remarks>
internal static class ImageFolder
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    private sealed record Arguments(string Folder, int? Resize, int? Crop);

    public static ImageSet Load(string argument, Split split)
    {
        var arguments = Parse(argument, out _)!;
        string folder = SplitFolder(arguments.Folder, split);
        _ = new DataFolder(folder);
        string[] classes = [.. Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)!)
            .Order(StringComparer.Ordinal)];
        var files = classes.SelectMany((name, label) => Directory.EnumerateFiles(Path.Combine(folder, name))
            .Where(f => Endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
            .Select(f => (Path: f, Label: label))).ToList();
        if (files.Count == 0)
            throw new DataFormatException(folder,
                $"expected a folder for each class with PNG or JPEG images, found {classes.Length} folders and no images.");

        if (classes.Concat(files.Select(f => Path.GetFileName(f.Path)))
            .FirstOrDefault(name => !FileNames.IsReadable(name)) is { } unreadable)
            throw new DataFormatException(folder, $"holds {Shown.Name(unreadable)}, a name that is not valid UTF-8: rename it.");
        byte[]? pixels = null;
        var labels = new int[files.Count];
        (int Height, int Width, int Channels) size = default;
        for (int k = 0; k < files.Count; k++)
        {
            var image = Prepared(files[k].Path, arguments);
            if (pixels is null)
            {
                size = (image.Height, image.Width, 3);
                long bytes = (long)files.Count * 3 * image.Height * image.Width;
                if (bytes > Array.MaxLength)
                    throw new DataFormatException(folder,
                        $"{files.Count} images of 3x{image.Height}x{image.Width} need {bytes} bytes, at most {Array.MaxLength} "
                        + $"fit; take a part of them.");
                pixels = new byte[bytes];
            }
            if ((image.Height, image.Width) != (size.Height, size.Width))
            {
                throw new DataFormatException(files[k].Path,
                    $"is {image.Width}x{image.Height}, the first image is {size.Width}x{size.Height}; "
                    + $"add a size, such as imagefolder:{arguments.Folder},resize=256,crop=224.");
            }
            labels[k] = files[k].Label;
            image.CopyPlanes(pixels.AsSpan(k * 3 * image.Height * image.Width));
        }
        int wrong = Array.FindIndex(classes, name => name.Any(char.IsControl));
        if (wrong >= 0)
            throw new DataFormatException(folder, $"the name of class {wrong} holds a control character.");
        return new ImageSet("imagefolder", split, 3, size.Height, size.Width, classes, labels, pixels!);
    }

    public static string? Problem(string argument)
    {
        Parse(argument, out string? problem);
        return problem;
    }

    private static RgbImage Prepared(string path, Arguments arguments)
    {
        var image = ImageDecoder.Read(path);
        try
        {
            if (arguments.Resize is { } resize)
                image = Resampling.ShorterSide(image, resize);
            return arguments.Crop is { } crop ? Resampling.CentreCrop(image, crop) : image;
        }
        catch (UsageException e)
        {
            throw new DataFormatException(path, $"{e.Message}.", e);
        }
    }

    private static string SplitFolder(string folder, Split split)
    {
        string[] names = split == Split.Train ? ["train"] : ["val", "test"];
        string? found = names.Select(n => Path.Combine(folder, n)).FirstOrDefault(Directory.Exists);
        if (found is null && Directory.Exists(Path.Combine(folder, split == Split.Train ? "val" : "train")))
            throw new DataFormatException(folder, $"has no folder {string.Join(" or ", names)}.");
        return found ?? folder;
    }

    private static Arguments? Parse(string argument, out string? problem)
    {
        string[] parts = argument.Split(',');
        int? resize = null, crop = null;
        problem = parts[0].Length == 0 ? "the folder is missing" : null;
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=');
            int value = 0;
            bool isNumber = pair.Length == 2 && Numbers.TryCount(pair[1], out value) && value is >= 8 and <= 4096;
            if (isNumber && pair[0] == "resize")
                resize = value;
            else if (isNumber && pair[0] == "crop")
                crop = value;
            else
                problem ??= $"'{part}' must be resize=N or crop=N with N from 8 to 4096";
        }
        if (resize < crop)
            problem ??= $"crop must be at most resize, got {crop} and {resize}";
        return problem is null ? new Arguments(parts[0], resize, crop) : null;
    }
}
