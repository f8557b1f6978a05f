using Audit.Datasets;
using Audit.Import;
using Audit.Import.Onnx;
using Audit.Noise;
using Xunit.Abstractions;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Damaged files of every format are read, or refused in one line by an exception of ours: no crash, no other exception,
/// no long wait, no large memory.</summary>
[Collection(SerialCollection.Name)]
public class DamagedFilesTests(ITestOutputHelper output)
{
    /// <summary>Inputs of each format in the long suite: a million together.</summary>
    private static readonly (IFuzzFormat Format, int Inputs)[] Formats =
    [
        (new CheckpointFuzz(legacy: false), 150_000), (new CheckpointFuzz(legacy: true), 120_000),
            (new SafeTensorsFuzz(), 150_000), (new TorchSharpFuzz(), 80_000), (new NumpyFuzz(), 130_000),
        (new OnnxFuzz(), 180_000), (new DataFuzz(), 120_000), (new RunFuzz(), 70_000),
    ];

    public static TheoryData<string> Names => [.. Formats.Select(f => f.Format.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_DamagedFiles_AreRefusedOrRead(string name) => Check(name, 400);

    /// <summary>Damage to what nobody can read even when it is sound would find nothing.</summary>
    [Fact]
    public void Seeds_Undamaged_AreRead()
    {
        using var folder = new TemporaryFolder();
        var none = new Draws(new Rng(1));
        foreach (byte[] pickle in Seeds.Checkpoints)
        {
            byte[] zip = ZipScript.Build([("a/data.pkl", pickle), ("a/data/0", new byte[2560]), ("a/data/1", new byte[40])], none,
                0);
            Assert.NotNull(ModelLoader.Load(folder.Write("m.pth", zip), LoadAs.Given).Graph);
        }
        foreach (byte[] network in OnnxSeeds.All())
            Assert.NotNull(OnnxImporter.Import(folder.Write("m.onnx", network)).Graph);
        folder.Write("test_batch", Seeds.Read("cifar-2.pkl"));
        Assert.Equal(2, DataSpec.Parse($"cifar10:{folder.Path}").Load(Split.Test).Count);
    }

    [Fact]
    public void Formats_TogetherHaveAMillion() => Assert.Equal(1_000_000, Formats.Sum(f => f.Inputs));

    /// <summary>AUDIT_FUZZ="first,count" runs a part: a stopped run is continued, a single input repeated.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Names))]
    public void Read_AMillionDamagedFiles_AreRefusedOrRead(string name) =>
        Check(name, Formats.Single(f => f.Format.Name == name).Inputs);

    private void Check(string name, int inputs)
    {
        int first = 0;
        if (Environment.GetEnvironmentVariable("AUDIT_FUZZ") is { Length: > 0 } part)
        {
            int[] range = [.. part.Split(',').Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture))];
            (first, inputs) = (range[0], Math.Min(range[1], inputs - range[0]));
        }
        var counts = FuzzRun.Run(Formats.Single(f => f.Format.Name == name).Format, first, inputs,
            Environment.GetEnvironmentVariable("AUDIT_FUZZ_LOG") is { } log ? text =>
            File.AppendAllText(log, text + "\n") : null);
        output.WriteLine($"{counts}");
        if (Environment.GetEnvironmentVariable("AUDIT_FUZZ_LOG") is { } report)
            File.AppendAllText(report, $"{counts}\n{string.Join('\n', counts.Failures)}\n");
        Assert.True(counts.Failures.Count == 0, string.Join("\n\n", counts.Failures));
        // Were all refused at the door, nothing behind it would have been tested; nor is damage that nobody notices any.
        if (inputs >= 300)
            Assert.InRange(counts.Read, inputs / 50, inputs - inputs / 50);
    }
}
