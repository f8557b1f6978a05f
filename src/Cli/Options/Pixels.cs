using Audit.Cli.Terminal;
namespace Audit.Cli.Options;

/// <summary>Sizes in pixel units of [0,1], written 0.1 or 8/255.</summary>
public static class Pixels
{
    /// <exception cref="UsageException">It is no number above 0.</exception>
    public static double Parse(string name, string text) => Numbers.TryRatio(text, out double size) && Limits.Size.Allow(size) ? size
        : throw new UsageException($"{name} must be {Limits.Size.Text(whole: false)}, got {Shown.Name(text)}");
}
