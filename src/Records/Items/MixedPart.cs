using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>What a certify record adds where most votes come from a faster stand-in of the network. Keys:
/// docs/records.md.</summary>
public sealed record MixedPart
{
    /// <summary>Estimation samples, the first ones, that both networks saw.</summary>
    public required long Pairs { get; init; }

    /// <summary>Pairs for which the stand-in gave the class and the network did not.</summary>
    public required long Disagreements { get; init; }

    /// <summary>Upper confidence bound on the probability of that, at alpha / 2.</summary>
    public required double DisagreementUpper { get; init; }

    public static MixedPart From(MixedVotes votes) => new()
    {
        Pairs = votes.Pairs,
        Disagreements = votes.Disagreements,
        DisagreementUpper = votes.DisagreementUpper,
    };
}
