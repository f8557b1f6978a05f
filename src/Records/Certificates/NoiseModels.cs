using Audit.Inputs;

namespace Audit.Records.Certificates;

/// <summary>The noise models by name.</summary>
public static class NoiseModels
{
    /// <summary>The model of records and questions that name none.</summary>
    public const string Default = GaussianL2.Key;

    private static readonly (string Name, string About, Func<double, NoiseModel> Of)[] Known =
    [
        (GaussianL2.Key, "certifies L2 balls (Cohen et al. 2019)", sigma => new GaussianL2(sigma)),
        (ExactGaussianL2.Key,
            "Gaussian on the grid of 8-bit images, whose sums have no rounding errors; certifies L2 balls (Voracek and Hein "
            + "2023)", sigma => new ExactGaussianL2(sigma)),
        (UniformL1.Key, "on [-sqrt(3) sigma, sqrt(3) sigma], certifies L1 balls (Yang et al. 2020)", sigma =>
            new UniformL1(sigma)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>All names with a few words each.</summary>
    public static string Described => string.Join("; ", Known.Select(k => $"{k.Name}: {k.About}"));

    /// <param name="name">Its name; null is the default.</param>
    /// <param name="sigma">Standard deviation of a pixel's noise, pixel units.</param>
    /// <exception cref="RecordFormatException">There is no such model, or sigma is not positive.</exception>
    public static NoiseModel Of(string? name, double sigma)
    {
        foreach (var known in Known)
        {
            if (known.Name == (name ?? Default))
                return known.Of(sigma);
        }

        throw new RecordFormatException($"noise must be one of {string.Join(", ", Names)}, got {Shown.Name(name ?? "")}");
    }

    /// <summary>The name as records and questions have it: absent for the default, which older ones do not name.</summary>
    public static string? Written(this NoiseModel noise) => noise.Name == Default ? null : noise.Name;
}
