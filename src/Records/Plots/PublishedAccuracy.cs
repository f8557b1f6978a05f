using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Plots;

/// <summary>Certified accuracy that others published, as points beside our curves.</summary>
/// <param name="Name">Legend: who, network, data set, images, sigma.</param>
/// <param name="Points">Radius and share of images that are certified with the right class.</param>
public sealed record PublishedAccuracy(string Name, IReadOnlyList<(double Radius, double Share)> Points)
{
    /// <summary>The names that the command line takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cohen2019"];

    // Cohen et al. 2019, from the logs of each image that the authors published (N = 100,000, n0 = 100, alpha = 0.001): CIFAR-10
    // every 20th test image, ResNet-110; ImageNet every 100th, ResNet-50 (at sigma 0.25 the log has 427 of 500 images).
    private static readonly (string Data, double Sigma, int Images, double Step, double[] Shares)[] Cohen2019 =
    [
        ("cifar10", 0.12, 500, 0.25, [.814, .586]),
        ("cifar10", 0.25, 500, 0.25, [.748, .600, .428, .266]),
        ("cifar10", 0.5, 500, 0.25, [.652, .546, .414, .320, .234, .152, .094, .052]),
        ("cifar10", 1, 500, 0.25, [.472, .392, .340, .278, .216, .174, .140, .118, .100, .076, .048]),
        ("imagenet", 0.25, 427, 0.5, [.667, .494]),
        ("imagenet", 0.5, 500, 0.5, [.572, .458, .372, .286]),
        ("imagenet", 1, 500, 0.5, [.436, .378, .326, .260, .194, .148, .122, .090]),
    ];

    /// <summary>The points for some data set and noise.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="data">Data set of the runs, as their manifests name it.</param>
    /// <param name="sigmas">Noise of the runs.</param>
    /// <exception cref="UsageException">Nothing was published for them.</exception>
    public static IReadOnlyList<PublishedAccuracy> Of(string name, string? data, IEnumerable<double> sigmas)
    {
        if (!Names.Contains(name))
            throw new UsageException($"--reference must be one of {string.Join(", ", Names)}; got {Shown.Name(name)}");
        double[] wanted = [.. sigmas.Distinct()];
        PublishedAccuracy[] found = [.. Cohen2019.Where(c => c.Data == data && wanted.Contains(c.Sigma)).Select(c =>
            new PublishedAccuracy(string.Create(CultureInfo.InvariantCulture,
                $"Cohen et al. 2019 ({(c.Data == "cifar10" ? "ResNet-110, CIFAR-10" : "ResNet-50, ImageNet")}, "
                    + $"{c.Images} images, \u03c3 = {c.Sigma})"),
                [.. c.Shares.Select((share, i) => (i * c.Step, share))]))];
        return found.Length > 0 ? found : throw new UsageException(string.Create(CultureInfo.InvariantCulture,
            $"--reference {name} has cifar10 at sigma 0.12, 0.25, 0.5, 1 and imagenet at 0.25, 0.5, 1; the runs are of "
                + $"{data ?? "several data sets"} at {string.Join(", ", wanted)}"));
    }
}
