using System.Text.Json;
using Audit.Import.Checkpoints;
using static TorchSharp.torch;

namespace Audit.Tests.EndToEnd;

/// <summary>inspect and export as users call them.</summary>
public class InspectTests
{
    [Fact]
    public void Inspect_Export_Inspect_AgreeOnTheSameNetwork()
    {
        using var folder = new TemporaryFolder();
        string weights = folder.At("net.safetensors"), onnx = folder.At("net.onnx");
        new TensorFile([("0.weight", full([4, 1, 4, 4], 0.1)), ("0.bias", zeros([4])), ("3.weight", full([10, 784], 0.01)),
            ("3.bias", arange(10, float32))],
            new Dictionary<string, string>()).Write(weights);

        using var first = Inspect(weights, "--mean", "0.5", "--std", "0.25");
        // 4 filters of 16 at 14x14 places, then 10 x 784.
        Assert.Equal(4 * 16 * 14 * 14 + 7840, first.RootElement.GetProperty("multiply_adds").GetInt64());
        Assert.Equal(4 * 16 + 4 + 7840 + 10, first.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal("conv 4 4x4 s2 p1; relu; flatten; fc 10", first.RootElement.GetProperty("architecture").GetString());

        var (status, text, _) = AuditProcess.Run("export", weights, "--mean", "0.5", "--std", "0.25", "--out", onnx);
        Assert.Equal(0, status);
        Assert.StartsWith($"{onnx}: read back, logits differ by at most ", text);
        using var second = Inspect(onnx);
        Assert.Equal("1x28x28", second.RootElement.GetProperty("input").GetString());
        Assert.Equal(first.RootElement.GetProperty("multiply_adds").GetInt64(), second.RootElement.GetProperty("multiply_adds")
            .GetInt64());
    }

    private static JsonDocument Inspect(string path, params string[] options)
    {
        var (status, text, errors) = AuditProcess.Run(["inspect", path, "--json", .. options]);
        Assert.True(status == 0, errors);
        return JsonDocument.Parse(text);
    }
}
