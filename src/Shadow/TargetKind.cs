namespace Audit.Shadow;

/// <summary>How the classes that an attack aims at are chosen.</summary>
public enum TargetKind
{
    /// <summary>All wrong classes, in order.</summary>
    All,

    /// <summary>The wrong classes that the clean image is nearest to.</summary>
    Strongest,

    /// <summary>One class for all images; the class after it where it is the label.</summary>
    Given,

    /// <summary>The class after the label.</summary>
    Next,

    /// <summary>A wrong class, each equally likely.</summary>
    Random,

    /// <summary>Every N-th class, the label left out.</summary>
    Every,

    /// <summary>No class: away from the label.</summary>
    Untargeted,
}
