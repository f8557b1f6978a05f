using Audit.Datasets;
using Audit.Import.Onnx;
using Audit.Networks.Inference;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Onnx;

/// <summary>Clean accuracy over the 10,000 test images, against counts made independently with the same files.</summary>
public class AccuracyTests(ITestOutputHelper output)
{
    /// <summary>One image of 10,000 may change sides by rounding.</summary>
    private const double Tolerance = 0.0101;

    [SharedTheory(RealNetworks.Folder)]
    [Trait("Category", "Long")]
    [InlineData("sabr_convsmall_1", 98.29)]
    [InlineData("citrus_convsmall_8", 41.21)]
    [InlineData("mnistconvSmallRELUDiffAI", 97.73)]
    [InlineData("mnist_convSmallRELU__Point", 98.25)]
    [InlineData("convSmallRELU__Point", 60.78)]
    [InlineData("mnistconvSmallRELU__PGDK", 98.92)]
    [InlineData("mnist-net_256x2", 98.08)]
    [InlineData("cifar_base_kw", 58.53)]
    [InlineData("Convnet_maxpool", 97.92)]
    [InlineData("Convnet_avgpool", 97.95)]
    public void CleanAccuracy_IsTheCountedOne(string name, double expected)
    {
        var graph = OnnxImporter.Import(RealNetworks.Path(name)).Graph;
        var data = DataSpec.Parse(graph.InputShape.Channels == 1 ? $"mnist:{SharedFolder.Find("data/mnist")}"
            : $"cifar10:{SharedFolder.Find("data/cifar10")}").Load(Split.Test);
        var model = new GraphClassifier(graph);
        const int Batch = 500;
        int correct = 0;
        float[] pixels = new float[Batch * data.ImageSize];
        for (int start = 0; start < data.Count; start += Batch)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            for (int k = 0; k < Batch; k++)
                data.CopyTo(start + k, pixels.AsSpan(k * data.ImageSize, data.ImageSize));
            var x = tensor(pixels, graph.InputShape.Batch(Batch));
            // The one network whose normalisation is not in its file.
            if (name == "cifar_base_kw")
                x = (x - tensor([0.485f, 0.456f, 0.406f]).reshape(1, 3, 1, 1)) / 0.225;
            long[] predicted = model.Logits(x).argmax(1).data<long>().ToArray();
            for (int k = 0; k < Batch; k++)
                correct += predicted[k] == data.Label(start + k) ? 1 : 0;
        }
        double accuracy = 100.0 * correct / data.Count;
        output.WriteLine($"{name}: {accuracy:f2} % of {data.Count}, counted independently {expected:f2} %");
        Assert.InRange(accuracy, expected - Tolerance, expected + Tolerance);
    }
}
