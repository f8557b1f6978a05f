namespace Audit.Networks.Probing;

/// <summary>What a model does that no function of one image does.</summary>
public enum Trait
{
    /// <summary>Draws random numbers of its own, or counts images: copies of one image get different answers in one batch, and
    /// others in the next.</summary>
    DrawsRandomNumbers,

    /// <summary>Answers change from call to call, equally for all copies of an image: it counts calls, learns, reads a clock, or
    /// draws once per call.</summary>
    ChangesBetweenCalls,

    /// <summary>The answer depends on the image's position in the batch.</summary>
    DependsOnPosition,

    /// <summary>The answer depends on how many images are in the batch, or some sizes fail.</summary>
    DependsOnBatchSize,

    /// <summary>The answer depends on the other images of the batch, such as through batch statistics.</summary>
    DependsOnNeighbours,

    /// <summary>Finite images get NaN or infinite logits.</summary>
    GivesNonFinite,
}
