using Audit.Bounds;
using Audit.Import.Onnx;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>What inspect says a method can read is what the method reads.</summary>
public class InterpretationTests
{
    private static readonly string[] Bounds = ["Intervals", "Crown"];

    [Fact]
    public void Missing_ASoftmaxAtTheEnd_IsNotReadByBounds()
    {
        using var scope = NewDisposeScope();
        foreach (Op end in (Op[])[new Softmax(1), new LogSoftmax(1)])
            Assert.All(Bounds, name => Assert.Empty(Missing(name, Network(end, last: true))));
    }

    [Fact]
    public void Missing_ASoftmaxInside_IsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.All(Bounds, name => Assert.Equal(["Softmax"], Missing(name, Network(new Softmax(1), last: false))));
    }

    [Fact]
    public void InspectAndSpoof_ANetworkThatEndsInSoftmax_AcceptWhatCertifyAccepts()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var weight = zeros([10, 28 * 28]).DetachFromDisposeScope();
        for (int c = 0; c < 10; c++)
            weight.select(0, c).narrow(0, 70 * c, 70).fill_(0.1);
        OnnxExporter.Export(new Graph(
        [
            new Node("input", new Input(), []), new Node("flatten", new Flatten(), [0]),
                new Node("fc", new Linear(weight, zeros([10])), [1]), new Node("softmax", new Softmax(1), [2]),
        ], new ImageShape(1, 28, 28), 10), folder.At("net.onnx"));
        WriteMnist(folder.Path);
        string[] bounds = ["--model", folder.At("net.onnx"), "--data", $"mnist:{folder.Path}", "--epsilon", "0.01", "--max", "1"];
        foreach (string[] command in (string[][])
        [
            ["certify", .. bounds, "--method", "ibp", "--out", folder.At("certified")],
                ["spoof", .. bounds, "--certifier", "ibp", "--steps", "2", "--targets", "1", "--out", folder.At("spoofed")],
        ])
            Assert.Equal(0, Audit.Cli.CommandLine.Run(command));
        var (status, text, error) = AuditProcess.Run("inspect", folder.At("net.onnx"));
        Assert.True(status == 0, error);
        Assert.Contains("Intervals (certify --method ibp): applies", text, StringComparison.Ordinal);
    }

    /// <summary>Two black images as MNIST's files.</summary>
    private static void WriteMnist(string folder)
    {
        byte[] Header(params int[] numbers) =>
            [.. numbers.SelectMany(n => (byte[])[(byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n])];
        foreach (string part in (string[])["train", "t10k"])
        {
            File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte"),
                [.. Header(0x803, 2, 28, 28), .. new byte[2 * 28 * 28]]);
            File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), [.. Header(0x801, 2), 0, 1]);
        }
    }

    private static IReadOnlyList<string> Missing(string name, Graph graph) => Interpretation.Known.Single(i => i.Name == name)
        .Missing(graph);

    /// <summary>A linear layer and a softmax, in either order.</summary>
    private static Graph Network(Op op, bool last)
    {
        Node fc = new("fc", new Linear(ones([3, 3]).DetachFromDisposeScope(), null), [last ? 1 : 2]),
            other = new("op", op, [last ? 2 : 1]);
        return new Graph([new Node("input", new Input(), []), new Node("flatten", new Flatten(), [0]), .. last
            ? (Node[])[fc, other] : [other, fc]], new ImageShape(1, 1, 3), 3);
    }
}
