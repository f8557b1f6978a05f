using Audit.Records.Items;

namespace Audit.Records.Tables;

/// <summary>What became of one image; each image is one of these.</summary>
public enum SpoofOutcome
{
    /// <summary>The clean image is of a wrong class, certified or not: nothing that an attack adds is its merit.</summary>
    AlreadyWrong,

    /// <summary>Certified for a wrong class, at least as strongly as the clean image is for its own.</summary>
    Spoofed,

    /// <summary>Certified for a wrong class, more weakly.</summary>
    Weak,

    /// <summary>Not certified for anything.</summary>
    Abstained,

    /// <summary>Still certified for its label.</summary>
    RightLabel,
}

/// <summary>Outcomes of records.</summary>
public static class SpoofOutcomes
{
    /// <summary>The outcome of one image.</summary>
    public static SpoofOutcome Of(ISpoof spoof) => spoof.AlreadyWrong
        ? SpoofOutcome.AlreadyWrong : spoof.Stronger ? SpoofOutcome.Spoofed : spoof.Spoofed ? SpoofOutcome.Weak
        : spoof.SpoofSide.IsCertified ? SpoofOutcome.RightLabel : SpoofOutcome.Abstained;
}
