using System.Globalization;
using Audit.Datasets;
using Audit.Import;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Train;

namespace Audit.Studies.Training;

/// <summary>What a finished training says of its network on the test images.</summary>
public static class TrainReport
{
    private const int AttackSteps = 20, AttackedImages = 1000;

    /// <summary>Clean accuracy, and accuracy under what the recipe trains for.</summary>
    public static string Of(Graph graph, ImageSet test, TrainOptions options)
    {
        var classifier = new GraphClassifier(graph);
        string clean = string.Create(CultureInfo.InvariantCulture,
            $"test accuracy {Accuracy.Count(classifier, test) / (double)test.Count:F4} clean");
        var rng = new Rng(options.Seed);
        if (options.Sigma > 0)
        {
            double noisy = Accuracy.CountUnderNoise(classifier, test,
                NoiseModels.Of(Recipes.Of(options.Recipe).Noise, options.Sigma), rng) / (double)test.Count;
            clean += string.Create(CultureInfo.InvariantCulture,
                $", {noisy:F4} under {(Recipes.Of(options.Recipe).Noise is { } name ? name + " " : "")}noise of sigma "
                + $"{options.Sigma}");
        }
        if (Recipes.Of(options.Recipe).NeedsEpsilon)
        {
            int count = Math.Min(AttackedImages, test.Count);
            var attack = new InnerMaximization(options.Epsilon, 2.5 * options.Epsilon / AttackSteps, AttackSteps);
            double robust = RobustAccuracy.Count(classifier, test, count, attack, rng) / (double)count;
            clean += string.Create(CultureInfo.InvariantCulture,
                $", {robust:F4} under {AttackSteps} steps of PGD at {options.Epsilon:R} (first {count} images)");
        }
        if (options.Bounds is not null)
        {
            bool crown = options.Recipe == Recipes.CrownIbp;
            double verified = VerifiedAccuracy.Count(FoldBatchNorm.Apply(graph), test, options.Epsilon,
                crown) / (double)test.Count;
            clean += string.Create(CultureInfo.InvariantCulture,
                $", {verified:F4} verified at {options.Epsilon:R} by {(crown ? "crown-ibp and ibp" : "ibp")}");
        }
        return clean;
    }
}
