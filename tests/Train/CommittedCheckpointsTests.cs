using Audit.Datasets;
using Audit.Import;
using Audit.Train;

namespace Audit.Tests.Train;

/// <summary>The certified networks that are committed, against counts printed by tests/oracles/interval_error.py (PyTorch, first
/// 500 test images).</summary>
public class CommittedCheckpointsTests
{
    [SharedTheory("data")]
    [InlineData("mnist-cnn-small-ibp0.3", "mnist", 0, 482)]
    [InlineData("mnist-cnn-small-ibp0.3", "mnist", 0.1, 466)]
    [InlineData("mnist-cnn-small-ibp0.3", "mnist", 0.3, 423)]
    [InlineData("cifar10-kw-small-ibp8", "cifar10", 2 / 255.0, 179)]
    [InlineData("cifar10-kw-small-ibp8", "cifar10", 8 / 255.0, 144)]
    [InlineData("cifar10-kw-small-ibp2", "cifar10", 0, 260)]
    [InlineData("cifar10-kw-small-ibp2", "cifar10", 2 / 255.0, 207)]
    public void Verified_FirstImages_AreAsManyAsPyTorchCounts(string model, string data, double epsilon, int expected)
    {
        var graph = ModelLoader.Load(Path.Combine(Repository.Root, "models", $"{model}.safetensors")).Graph!;
        var images = DataSpec.Parse($"{data}:{SharedFolder.Find("data", data)}").Load(Split.Test);
        long intervals = VerifiedAccuracy.Count(graph, images, epsilon, crown: false, most: 500);
        Assert.Equal(expected, intervals);
        // The better of two bounds verifies no less, and an epsilon of 0 no less than any other.
        Assert.InRange(VerifiedAccuracy.Count(graph, images, epsilon, crown: true, most: 100),
            VerifiedAccuracy.Count(graph, images, epsilon, crown: false, most: 100),
            VerifiedAccuracy.Count(graph, images, 0, crown: false, most: 100));
    }
}
