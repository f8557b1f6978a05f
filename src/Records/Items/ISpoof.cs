using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>What a spoof is, whatever certifier was spoofed: all that tables and figures need.</summary>
public interface ISpoof
{
    /// <summary>Position of the image in the data set.</summary>
    int Index { get; }

    /// <summary>Its true class.</summary>
    int Label { get; }

    /// <summary>Class that the candidate aimed at.</summary>
    int Target { get; }

    /// <summary>What the certifier says of the clean image.</summary>
    SpoofSide NaturalSide { get; }

    /// <summary>What it says of the spoofed one.</summary>
    SpoofSide SpoofSide { get; }

    double L2 { get; }

    double Linf { get; }

    /// <summary>Total variation of the change, as the run defines it.</summary>
    double Tv { get; }

    /// <summary>Colour penalty of the change.</summary>
    double Color { get; }

    /// <summary>Structural similarity of the two images; null where it was not measured.</summary>
    double? Ssim { get; }

    /// <summary>Gradient magnitude similarity deviation; null where it was not measured.</summary>
    double? Gmsd { get; }

    /// <summary>Forward-backward passes that the attack took; null where they were not counted.</summary>
    long? Passes { get; }

    /// <summary>Certified, with a class that is not the label.</summary>
    bool Spoofed { get; }

    /// <summary>Spoofed, with a certificate at least as strong as the natural one (0 where the natural image
    /// abstained).</summary>
    bool Stronger { get; }

    /// <summary>The two certificates overlap and name different classes: one of them must be wrong.</summary>
    bool Contradiction { get; }

    /// <summary>The class of the clean image, certified or not, is not the label: there was nothing left to spoof.</summary>
    bool AlreadyWrong => NaturalSide.Class != Label;

    SpoofImages? Images { get; }

    /// <summary>The certifier, with the settings that all records of a run share.</summary>
    SpoofSetting Setting { get; }
}

/// <summary>A certifier that is spoofed, as tables name it.</summary>
/// <param name="Votes">Settings of votes: noise, n0, n, alpha; null for bounds.</param>
/// <param name="Norm">Norm of the certified balls.</param>
/// <param name="Epsilon">Their size, where it is one for all; null where votes decide it.</param>
/// <param name="Bound">"smoothing", or the name of the bound.</param>
/// <param name="Arithmetic">What bounds were computed in; null for votes.</param>
/// <param name="Clipped">Whether the balls are clipped to [0,1]; null for votes.</param>
public sealed record SpoofSetting(VoteSetting? Votes, Norm Norm, double? Epsilon, string Bound, string? Arithmetic,
    bool? Clipped);
