namespace Audit.Shadow;

/// <summary>What the attack climbs of a smoothed classifier, by name.</summary>
public enum ObjectiveKind
{
    /// <summary>Minus the cross entropy: the paper's (<see cref="MinusCrossEntropy"/>).</summary>
    CrossEntropy,

    /// <summary>A smooth share of votes (<see cref="SoftVote"/>).</summary>
    Vote,

    /// <summary>The radius with probabilities in the place of votes (<see cref="SoftRadius"/>).</summary>
    Radius,

    /// <summary>Votes near one half, where nothing is certified (<see cref="NearHalf"/>).</summary>
    Abstention,
}
