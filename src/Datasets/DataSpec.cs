using Audit.Formats;
using Audit.Inputs;

namespace Audit.Datasets;

/// <summary>A data set as the user names it: <c>cifar10:DIR</c>, <c>mnist:DIR</c>, <c>glyphs</c>. See <see
/// cref="DataSource.Known"/>.</summary>
public sealed class DataSpec
{
    private readonly DataSource source;

    private DataSpec(DataSource source, string argument) => (this.source, Argument) = (source, argument);

    public string Scheme => source.Scheme;

    /// <summary>What follows the colon: a folder, a seed, or nothing.</summary>
    public string Argument { get; }

    /// <exception cref="UsageException">The scheme is unknown, or what follows it does not fit. Nothing is read yet.</exception>
    public static DataSpec Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string scheme = colon < 0 ? text : text[..colon];
        string argument = colon < 0 ? "" : text[(colon + 1)..];
        DataSource source = DataSource.Known.FirstOrDefault(known => known.Scheme == scheme)
            ?? throw new UsageException($"--data {Shown.Name(text)}: "
                + Nearest.To(scheme, DataSource.Known.Select(known => known.Scheme)) + "expected "
                + string.Join(", ", DataSource.Known.Select(known => known.Usage)));
        if (source.Problem(argument) is string problem)
            throw new UsageException($"--data {Shown.Name(text)}: {problem}; expected {source.Usage}");
        return new DataSpec(source, argument);
    }

    /// <exception cref="DataFormatException">The files are missing, damaged or of another kind.</exception>
    public ImageSet Load(Split split) => source.Load(Argument, split);

    /// <returns>The text that <see cref="Parse"/> reads back to the same specification.</returns>
    public override string ToString() => Argument.Length == 0 ? Scheme : $"{Scheme}:{Argument}";
}
