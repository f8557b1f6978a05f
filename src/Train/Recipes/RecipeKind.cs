using Audit.Networks;

namespace Audit.Train;

/// <summary>One recipe of the table.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="About">What it is, in a few words.</param>
/// <param name="Takes">Options that it has beside those of all recipes, by the names that the command line uses.</param>
/// <param name="Create">Makes it of valid options and the teacher, where it takes one.</param>
public sealed record RecipeKind(string Name, string About, IReadOnlyList<string> Takes, Func<TrainOptions, IClassifier?,
    IRecipe> Create)
{
    /// <summary>What it is usually run with; papers' values where they gave one.</summary>
    public Func<TrainOptions, TrainOptions> Usual { get; init; } = options => options;

    /// <summary>Distribution of the training noise by name; null is Gaussian.</summary>
    public string? Noise { get; init; }

    /// <summary>Whether it is for a smoothed classifier, which the network's noise is part of.</summary>
    public bool IsForSmoothing { get; init; }

    /// <summary>Whether it trains inside a ball.</summary>
    public bool NeedsEpsilon => Takes.Contains("epsilon");
}
