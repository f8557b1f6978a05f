using System.Globalization;
using Audit.Inputs;

namespace Audit.Defences.Transformations;

/// <summary>How far a picture may be turned, scaled, moved and lit on its way to the network; each drawn uniformly and
/// independently.</summary>
/// <remarks>Source of the idea: Athalye et al. 2018, "Synthesizing robust adversarial examples", arXiv:1707.07397, table
/// 2.</remarks>
public sealed record PhysicalTransforms
{
    /// <summary>Largest rotation, degrees either way.</summary>
    public double Rotation { get; init; }

    /// <summary>Largest relative change of size: 0.1 is 0.9 to 1.1.</summary>
    public double Scale { get; init; }

    /// <summary>Largest shift along each axis, as a share of the side.</summary>
    public double Translation { get; init; }

    /// <summary>Largest change of brightness, pixel units.</summary>
    public double Brightness { get; init; }

    /// <summary>Brightness of what lies around the picture: a grey drawn from 0 to this; 0 is black.</summary>
    public double Background { get; init; }

    /// <summary>Reads "rotate=15,scale=0.1,translate=0.1,brightness=0.1,background=1", each part optional.</summary>
    /// <exception cref="UsageException">A part is unknown, no number, or out of range.</exception>
    public static PhysicalTransforms Parse(string text)
    {
        var transforms = new PhysicalTransforms();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2 || !Numbers.TryRatio(pair[1], out double value))
                throw new UsageException($"--transform takes name=number, such as rotate=15; got {Shown.Name(part)}");
            transforms = pair[0] switch
            {
                "rotate" => transforms with { Rotation = value },
                "scale" => transforms with { Scale = value },
                "translate" => transforms with { Translation = value },
                "brightness" => transforms with { Brightness = value },
                "background" => transforms with { Background = value },
                _ => throw new UsageException(
                    $"--transform takes rotate, scale, translate, brightness, background; got {Shown.Name(pair[0])}"),
            };
        }
        return transforms.Validate().FirstOrDefault() is { } problem ? throw new UsageException($"--transform: {problem}")
            : transforms;
    }

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (!(Rotation >= 0 && Rotation <= 180))
            yield return Line($"rotate must be 0 to 180 degrees, got {Rotation}");
        if (!(Scale >= 0 && Scale <= 0.9))
            yield return Line($"scale must be 0 to 0.9, got {Scale}");
        foreach (var (name, value) in ((string, double)[])[("translate", Translation), ("brightness", Brightness),
            ("background", Background)])
        {
            if (!(value >= 0 && value <= 1))
                yield return Line($"{name} must be 0 to 1, got {value}");
        }
    }

    /// <summary>A form that <see cref="Parse"/> reads back.</summary>
    public override string ToString() =>
        Line($"rotate={Rotation},scale={Scale},translate={Translation},brightness={Brightness},background={Background}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
