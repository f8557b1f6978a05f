using System.Globalization;

namespace Audit.Attacks;

/// <summary>How the class of an image is decided when outcomes are judged; only random models leave a choice.</summary>
public sealed record JudgeOptions
{
    /// <summary>Fresh draws a random model votes with; 1 takes the class of a single draw.</summary>
    public long Samples { get; init; } = 1;

    /// <summary>Probability with which a vote's answer may differ from the most likely class (PREDICT of Cohen et al.
    /// 2019).</summary>
    public double Alpha { get; init; } = 0.001;

    /// <summary>The model takes images of 8 bits only (exact noise): what an attack claims is brought onto their grid, towards
    /// the clean image.</summary>
    public bool OnGrid { get; init; }

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (!(Alpha > 0 && Alpha < 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"alpha must be in (0,1), got {Alpha}");
        else if (Samples < 1 || Samples > 1L << 31 || (Samples > 1 && Math.Pow(0.5, Samples - 1) > Alpha))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"--judge-samples must be 1, or {Math.Ceiling(1 - Math.Log2(Alpha))} to {1L << 31} so that a unanimous vote can "
                + $"decide at alpha = {Alpha}; got {Samples}");
    }
}
