namespace Audit.Noise;

/// <summary>
/// What a draw is for. Draws of different streams are independent at equal image, sample and element. The numbers are part of
/// stored runs: add new ones at the end, never renumber, stay below 2^24.
/// </summary>
public enum NoiseStream
{
    /// <summary>The n0 samples that choose the class (Cohen et al. 2019, CERTIFY, counts0).</summary>
    Selection = 0,

    /// <summary>The n samples that bound its probability (CERTIFY, counts).</summary>
    Estimation = 1,

    /// <summary>The n samples of PREDICT.</summary>
    Prediction = 2,

    /// <summary>Copies over which an attack averages its gradient.</summary>
    Attack = 3,

    /// <summary>Random starting points of an attack.</summary>
    Start = 4,

    /// <summary>Samples by which candidate spoofs are ranked before one is certified.</summary>
    Ranking = 5,

    /// <summary>Fresh samples on which a referee judges an attack's outcome.</summary>
    Referee = 6,

    /// <summary>Noise added to training images.</summary>
    Training = 7,

    /// <summary>Initial weights.</summary>
    Initialisation = 8,

    /// <summary>The order in which training images are visited.</summary>
    Order = 9,

    /// <summary>Flips, crops and other augmentation.</summary>
    Augmentation = 10,

    /// <summary>Procedural data sets.</summary>
    Data = 11,

    /// <summary>Diagnostics of a finished run.</summary>
    Diagnosis = 12,

    /// <summary>Randomness of a defence.</summary>
    Defence = 13,

    /// <summary>Directions, squares and other moves of a search without gradients.</summary>
    Search = 14,
}
