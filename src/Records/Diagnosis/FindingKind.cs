namespace Audit.Records.Diagnosis;

/// <summary>Everything that a diagnosis can raise. Names are stable; docs/findings.md explains each under its name.</summary>
public static class FindingKind
{
    /// <summary>Name and one line each. A new finding is a new line here and a new heading there.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["one-step-beats-iterative"] = "one step fools images that many steps do not",
        ["black-box-beats-white-box"] = "searching without gradients fools more images than following them",
        ["unbounded-attack-fails"] = "gradients do not fool every image even when any change is allowed",
        ["random-search-beats-gradients"] = "random perturbations fool images that gradients did not",
        ["larger-budget-does-not-help"] = "a larger ball does not mean more success",
        ["stronger-attack-wins"] = "an ensemble of attacks fools images that the standard one did not",
        ["shattered-gradients"] = "gradients are zero or say nothing, although the output changes with the image",
        ["stochastic-gradients"] = "the same image gives different outputs and gradients",
        ["vanishing-gradients"] = "the loss has saturated and lost its gradient",
        ["exploding-gradients"] = "gradients are not finite or of wildly different sizes",
        ["adaptive-attack-wins"] = "the attack that the type calls for fools images that the standard one did not",
        ["unstable-predictions"] = "outputs jump within a ball too small to matter",
        ["unconfirmed-success"] = "what the attack found was not confirmed by a fresh look",
        ["silent-success"] = "the attack passed an adversarial point and did not return it",
        ["incomplete-optimisation"] = "the attack was still making progress when it ended",
        ["transfer-beats-white-box"] = "attacks made on the bare network fool more images than attacks on the defended one",
        ["not-a-function"] = "the model's answer depends on more than the image",
        ["outputs-are-probabilities"] = "the model ends in a softmax, whose gradients vanish",
        ["no-plateau-in-steps"] = "more steps still fool more images",
        ["step-size-matters"] = "another step size fools more images",
        ["no-plateau-in-draws"] = "more draws still fool more images",
        ["too-few-images"] = "too few images are classified correctly for a test to say anything",
    };
}

/// <summary>One thing that a user should know before trusting a robust accuracy.</summary>
/// <param name="Name">One of <see cref="FindingKind.Known"/>.</param>
/// <param name="Verdict">Warn or fail.</param>
/// <param name="Measured">What was measured.</param>
public sealed record Finding(string Name, CheckVerdict Verdict, string Measured)
{
    /// <summary>What it means, in one line.</summary>
    public string Meaning => FindingKind.Known[Name];
}
