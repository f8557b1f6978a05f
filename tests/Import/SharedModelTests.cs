using System.Diagnostics;
using System.Globalization;
using Audit.Datasets;
using Audit.Import;
using Xunit.Abstractions;

namespace Audit.Tests.Import;

/// <summary>Real networks that others trained: golden logits, and in the long suite accuracy on the whole test sets.</summary>
public class SharedModelTests(ITestOutputHelper output)
{
    private const string Imagenet = ".485,.456,.406";

    public static TheoryData<string, string?, string?, string, double> PyTorch => new()
    {
        { "ADV_MLP_B_0.03.pth", null, null, "mnist", 98.47 },
        { "LPD_MLP_B_0.1.pth", null, null, "mnist", 95.91 },
        { "NOR_MLP_B.pth", null, null, "mnist", 97.95 },
        { "mnist.pth", null, null, "mnist", 98.20 },
        { "mnist_a_adv.pth", null, null, "mnist", 96.33 },
        { "mnist_cnn_small.pth", null, null, "mnist", 96.69 },
        { "mnist_cnn_wide_1_LPD.pth", null, null, "mnist", 98.19 },
        { "cifar_cnn_a_adv.model", Imagenet, ".225,.225,.225", "cifar10", 67.20 },
        { "resnet20-12fca82f.th", Imagenet, ".229,.224,.225", "cifar10", 91.73 },
    };

    public static TheoryData<string, string?, string?, string, double> Onnx => new()
    {
        { "sabr_convsmall_1.onnx", null, null, "mnist", 98.29 },
        { "citrus_convsmall_8.onnx", null, null, "cifar10", 41.21 },
        { "mnistconvSmallRELUDiffAI.onnx", null, null, "mnist", 97.73 },
        { "mnist_convSmallRELU__Point.onnx", null, null, "mnist", 98.25 },
        { "convSmallRELU__Point.onnx", null, null, "cifar10", 60.78 },
        { "mnistconvSmallRELU__PGDK.onnx", null, null, "mnist", 98.92 },
        { "mnist-net_256x2.onnx", null, null, "mnist", 98.08 },
        { "cifar_base_kw.onnx", Imagenet, ".225,.225,.225", "cifar10", 58.53 },
        { "Convnet_maxpool.onnx", null, null, "mnist", 97.92 },
        { "Convnet_avgpool.onnx", null, null, "mnist", 97.95 },
    };

    [SharedTheory("models")]
    [MemberData(nameof(PyTorch))]
    public void Load_PyTorchWithoutArch_AgreesWithGoldenLogits(string file, string? mean, string? std, string data,
        double accuracy) =>
        CheckGolden("pytorch", file, mean, std, data, accuracy);

    [SharedTheory("models")]
    [MemberData(nameof(Onnx))]
    public void Load_Onnx_AgreesWithGoldenLogits(string file, string? mean, string? std, string data, double accuracy) =>
        CheckGolden("onnx", file, mean, std, data, accuracy);

    [SharedTheory("models")]
    [Trait("Category", "Long")]
    [MemberData(nameof(PyTorch))]
    [MemberData(nameof(Onnx))]
    public void Accuracy_OnTheWholeTestSet_IsTheStoredFigure(string file, string? mean, string? std, string data, double accuracy)
    {
        var classifier = Load(file.EndsWith(".onnx", StringComparison.Ordinal) ? "onnx" : "pytorch", file, mean, std)
            .Classifier();
        var images = DataSpec.Parse($"{data}:{SharedFolder.Find("data", data)}").Load(Split.Test);
        double measured = 100.0 * Accuracy.Count(classifier, images) / images.Count;
        output.WriteLine(FormattableString.Invariant($"{file}: {measured:F2} %, README {accuracy:F2} %"));
        // One image in ten thousand may stand on a boundary that rounding moves.
        Assert.InRange(measured, accuracy - 0.011, accuracy + 0.011);
    }

    private void CheckGolden(string folder, string file, string? mean, string? std, string data, double accuracy)
    {
        Assert.True(accuracy > 10 && data is "mnist" or "cifar10");
        var clock = Stopwatch.StartNew();
        var model = Load(folder, file, mean, std);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file}: largest difference {model.Golden!.Largest:G3}, logits up to {model.Golden.Magnitude:G3}, "
                + $"{clock.Elapsed.TotalSeconds:F3} s, {model.Architecture}"));
        Assert.Equal(16, model.Golden.Inputs);
        Assert.InRange(model.Golden.Largest / Math.Max(1, model.Golden.Magnitude), 0, 2e-5);
    }

    private static LoadedModel Load(string folder, string file, string? mean, string? std) =>
        ModelLoader.Load(SharedFolder.Find("models", folder, file), new LoadOptions
        {
            Mean = Numbers(mean),
            Std = Numbers(std),
            Golden = SharedFolder.Find("models", "golden", $"{Path.GetFileNameWithoutExtension(file)}.npz"),
        });

    private static float[]? Numbers(string? text) => text?.Split(',')
        .Select(t => float.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
}
