namespace Audit.Shadow;

/// <summary>How an attack goes about it, whatever it spoofs.</summary>
/// <param name="Steps">Steps of gradient ascent towards each target.</param>
/// <param name="StepSize">Length of a step as a multiple of the gradient.</param>
/// <param name="Shortens">Steps become a third as long at half of the way, and a ninth at five sixths.</param>
/// <param name="Channels">1: one perturbation shared by the colour channels; 3: one for each.</param>
/// <param name="StartSize">Half the width of the uniform noise that an ascent starts from.</param>
/// <param name="Targets">Classes aimed at.</param>
/// <param name="LookEvery">Steps after which candidates are judged; the last step is always looked at.</param>
/// <param name="Lambdas">Weights of the penalties.</param>
public sealed record ShadowCourse(int Steps, double StepSize, bool Shortens, int Channels, double StartSize, TargetPlan Targets,
    int LookEvery, Lambdas Lambdas)
{
    /// <summary>Penalties, steps and budget.</summary>
    public AscentOptions Ascent { get; init; } = new();

    /// <summary>The class that the certifier gives the clean image is the one to leave, whatever the targets: the abstention
    /// attack.</summary>
    public bool LeavesNatural { get; init; }

    /// <summary>Rounds after each of which only the most promising targets of an image go on; null climbs every target in full,
    /// one after the other.</summary>
    public IReadOnlyList<SearchRound>? Rounds { get; init; }
}
