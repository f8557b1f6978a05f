using System.Text.Json.Nodes;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Tests.Import.Onnx;
using Google.Protobuf;

namespace Audit.Tests.EndToEnd;

/// <summary>audit attack as users run it.</summary>
public class AttackTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
    private static readonly string[] Attack = ["attack", "--model", Model, "--data", "glyphs", "--attack", "pgd", "--epsilon",
        "8/255", "--steps", "5", "--max", "12"];

    [Fact]
    public void Attack_ContinuedInTheMiddleOfABlock_RecordsAreByteIdentical()
    {
        using var folder = new TemporaryFolder();
        Finish([.. Attack, "--block", "5", "--out", folder.At("whole")]);
        string[] lines = File.ReadAllLines(folder.At("whole/records.jsonl"));
        Directory.CreateDirectory(folder.At("half"));
        File.Copy(folder.At("whole/manifest.json"), folder.At("half/manifest.json"));
        // Seven of twelve, in the middle of the second block, and a torn line.
        File.WriteAllText(folder.At("half/records.jsonl"), string.Join('\n', lines[..7]) + "\n" + lines[7][..20]);
        Finish([.. Attack, "--block", "5", "--out", folder.At("half")]);
        Assert.Equal(lines, File.ReadAllLines(folder.At("half/records.jsonl")));
        Assert.Equal(12, lines.Length);
    }

    [Fact]
    public void Attack_Json_HoldsTheRobustAccuracyOfTheRecords()
    {
        using var folder = new TemporaryFolder();
        string output = Finish([.. Attack, "--json", "--save", "found", "--out", folder.At("run")]);
        var records = Run.Read(folder.At("run")).Of<AttackRecord>();
        var row = JsonNode.Parse(output)![0]!;
        Assert.Equal(records.Count(r => r.Robust) / 12.0, (double)row["robust"]!, 12);
        Assert.Equal(8.0 / 255, (double)row["epsilon"]!, 12);
        Assert.All(records, r => Assert.True(r.Linf <= 8.0 / 255 && r.GradientPasses <= 5));
        string[] stored = Directory.Exists(folder.At("run/adversarial"))
            ? [.. Directory.GetFiles(folder.At("run/adversarial")).Select(f => Path.GetFileName(f)!)] : [];
        Assert.Equal(records.Where(r => r.Success).Select(r => $"{r.Index:D5}.npy"), stored.Order());
    }

    [Fact]
    public void Attack_Save_OneFileHoldsAllImagesWithTheirRecords()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Audit.Cli.CommandLine.Run([.. Attack, "--save", "all", "--out", folder.At("run")]));
        var records = Run.Read(folder.At("run")).Of<AttackRecord>();
        var file = NpzFile.Read(folder.At("run/adversarial.npz"));
        Assert.Equal([12L, 3, 32, 32], file["x_adv"].Shape);
        Assert.Equal(records.Select(r => (float)r.Index), file["index"].ToSingle());
        Assert.Equal(records.Select(r => (float)r.Label), file["y"].ToSingle());
        Assert.Equal(records.Select(r => (float)r.Linf), file["linf"].ToSingle());
        Assert.Equal(NpyFile.Read(folder.At("run/adversarial/00003.npy")).ToSingle(),
            file["x_adv"].ToSingle()[(3 * 3072)..(4 * 3072)]);

        var saved = PyTorchFile.Open(folder.At("run/adversarial.pt"));
        var root = Assert.IsType<PickleDict>(saved.Root);
        Assert.Equal(file.Arrays.Keys.Order(), root.Items.Select(i => (string)i.Key!).Order());
        foreach (var (name, array) in file.Arrays)
        {
            var tensor = saved.Read(name, Assert.IsType<TensorReference>(root[name]));
            Assert.Equal(array.Shape, tensor.Shape);
            Assert.Equal(array.Bytes, tensor.Bytes);
        }
    }

    /// <summary>Linear logits over images of which each class has a pixel of its own: what is left standing is known.</summary>
    [Theory]
    [InlineData(1, "auto")]
    [InlineData(1, "fab-t")]
    [InlineData(2, "auto")]
    [InlineData(2, "apgd-t")]
    [InlineData(3, "auto")]
    [InlineData(9, "apgd-dlr")]
    [InlineData(9, "auto")]
    public void Attack_ModelsOfFewClasses_FallWhereTheirMarginEnds(int classes, string attack)
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxFile().Input(1, 1, 4, 4).Reals("w", [16, classes],
            [.. Enumerable.Range(0, 16 * classes).Select(k => k / classes == k % classes ? 1f : 0)]);
        file.Node("Flatten", "x", "f").Node("MatMul", "f w", "y");
        folder.Write("net.onnx", file.Model.ToByteArray());
        // The class's own pixel is 0.2 or 0.8 above the others, which are black: half of that is the margin in Linf.
        float[][] images = [.. Enumerable.Range(0, 2 * classes).Select(i => Enumerable.Range(0, 16).Select(k =>
            k != i / 2 ? 0 : i % 2 == 0 ? 51 / 255f : 204 / 255f).ToArray())];
        NpzWriter.Write(folder.At("data.npz"), [NamedArray.Of("x", [images.Length, 1, 4, 4], images),
            NamedArray.Of("y", Enumerable.Range(0, images.Length).Select(i => (long)(i / 2)))]);
        Finish(["attack", "--model", folder.At("net.onnx"), "--data", $"npz:{folder.At("data.npz")}", "--attack", attack,
            "--epsilon", "0.15", "--steps", "10", .. attack == "auto" ? (string[])["--queries", "50"] : [], "--out",
            folder.At("run")]);
        Assert.Equal([.. Enumerable.Range(0, images.Length).Where(i => classes == 1 || i % 2 == 1)],
            Run.Read(folder.At("run")).Of<AttackRecord>().Where(r => r.Robust).Select(r => r.Index));
    }

    [Fact]
    public void Attack_Surrogate_GivesABlackBoxGradients()
    {
        using var folder = new TemporaryFolder();
        string[] attack = ["attack", "--model", Model, "--data", "glyphs", "--attack", "pgd", "--epsilon", "0.2", "--steps", "5",
            "--max", "8", "--defence", "bits:1"];
        Assert.Equal(0, Audit.Cli.CommandLine.Run([.. attack, "--out", folder.At("plain")]));
        Assert.Equal(0, Audit.Cli.CommandLine.Run([.. attack, "--surrogate", Model, "--out", folder.At("surrogate")]));
        var (plain, surrogate) = (Run.Read(folder.At("plain")), Run.Read(folder.At("surrogate")));
        Assert.NotEqual(plain.Manifest.Key, surrogate.Manifest.Key);
        Assert.All(plain.Of<AttackRecord>(), r => Assert.Equal(r.GradientPasses, r.ZeroGradients));
        Assert.All(surrogate.Of<AttackRecord>(), r => Assert.Equal(0, r.ZeroGradients));
        Assert.True(surrogate.Of<AttackRecord>().Count(r => r.Robust) <= plain.Of<AttackRecord>().Count(r => r.Robust));
    }

    [Fact]
    public void Attack_ModelThatDrawsByItself_IsAveragedAndJudgedByAVote()
    {
        using var folder = new TemporaryFolder();
        string model = Path.Combine(Repository.Root, "tests", "Liars", "dropout.pt");
        var (status, table, error) = AuditProcess.Run("attack", "--model", model, "--input", "3x32x32", "--data", "glyphs",
            "--max", "3", "--epsilon", "8", "--attack", "pgd", "--steps", "2", "--out", folder.At("run"));
        Assert.True(status == 0, error);
        Assert.Contains("--epsilon 8: pixels are in [0,1]", error, StringComparison.Ordinal);
        Assert.Contains("was 8/255 meant?", error, StringComparison.Ordinal);
        Assert.Contains("FLAG not-a-function", table, StringComparison.Ordinal);
        var question = Run.Read(folder.At("run")).Manifest.Question;
        Assert.Equal((16, 200), ((int)question["draws"]!, (int)question["judge_samples"]!));
    }

    [Fact]
    public void Attack_Holdout_TransferTableMarksTheWhiteBox()
    {
        using var folder = new TemporaryFolder();
        string other = folder.At("other.safetensors");
        File.Copy(Model, other);
        Finish([.. Attack, "--holdout", other, "--out", folder.At("run")]);
        var record = Run.Read(folder.At("run")).Of<AttackRecord>()[0];
        Assert.Equal([("glyphs-cnn-small-sigma0.25", true), ("other", false)], record.Others!.Select(o => (o.Model, o.Crafted)));
        // The hold-out is the same network: it falls for exactly the same images.
        Assert.All(Run.Read(folder.At("run")).Of<AttackRecord>(), r =>
            Assert.Equal((r.Clean, r.Adversarial), (r.Others![1].Clean, r.Others[1].Adversarial)));
        string table = Finish(["table", folder.At("run"), "--kind", "transfer"]);
        Assert.Equal(1, table.Split("]*").Length - 1);
    }

    [Fact]
    public void Attack_EnsembleOfOneModelTwice_IsThatModel()
    {
        using var folder = new TemporaryFolder();
        string[] attack = ["attack", "--data", "glyphs", "--attack", "mi-fgsm", "--epsilon", "8/255", "--max", "10", "--model",
            Model];
        Finish([.. attack, "--out", folder.At("one")]);
        Finish([.. attack, "--model", Model, "--fusion", "logits", "--out", folder.At("two")]);
        Assert.Equal(Run.Read(folder.At("one")).Of<AttackRecord>().Select(r => r.Adversarial), Run.Read(folder.At("two"))
            .Of<AttackRecord>().Select(r => r.Adversarial));
    }

    [Fact]
    public void Attack_Certificates_HonestOnesStand_AndPlantedOnesAreContradicted()
    {
        using var folder = new TemporaryFolder();
        Finish(["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--n", "500", "--max", "12", "--out",
            folder.At("honest")]);
        string[] examine = ["attack", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--attack", "pgd", "--steps", "8",
            "--draws", "8", "--judge-samples", "200", "--max", "12"];
        var (status, _, error) = AuditProcess.Run([.. examine, "--certificates", folder.At("honest"), "--out", folder.At("a")]);
        Assert.True(status == 0 && !error.Contains("CONTRADICTION", StringComparison.Ordinal), error);
        var examined = Run.Read(folder.At("a")).Of<AttackRecord>();
        var certified = Run.Read(folder.At("honest")).Of<CertifyRecord>().Where(r => r.Verdict == VerdictKind.Certified).ToList();
        Assert.Equal(certified.Select(r => r.Index), examined.Select(r => r.Index));
        Assert.All(examined.Zip(certified), pair => Assert.True(pair.First.L2 < pair.Second.Radius
            && pair.First.Certified!.Class == pair.Second.Class));

        Plant(folder.At("honest"), folder.At("planted"));
        (status, string output, error) = AuditProcess.Run([.. examine, "--certificates", folder.At("planted"), "--out",
            folder.At("b")]);
        Assert.Equal(0, status);
        Assert.Contains("CONTRADICTION", error, StringComparison.Ordinal);
        Assert.Contains("CONTRADICTION", output, StringComparison.Ordinal);
        var wrong = Run.Read(folder.At("b")).Of<AttackRecord>().Where(r => r.Certified!.Contradicted).ToList();
        Assert.True(wrong.Count >= certified.Count / 2, $"{wrong.Count} of {certified.Count} planted certificates were caught");
        Assert.All(wrong, r => Assert.True(File.Exists(folder.At($"b/adversarial/{r.Index:D5}.npy"))));
    }

    [Fact]
    public void Attack_Certificates_TheVictimIsTheOneThatWasCertified()
    {
        using var folder = new TemporaryFolder();
        string[] subject = ["--model", Model, "--data", "glyphs", "--max", "3"];
        Assert.Equal(0, Audit.Cli.CommandLine.Run(["certify", .. subject, "--sigma", "0.5", "--n", "100", "--precision",
            "bfloat16", "--out", folder.At("smoothed")]));
        string[] examine = ["attack", .. subject, "--attack", "pgd", "--steps", "2", "--judge-samples", "100", "--certificates"];
        // Neither sigma nor precision is repeated: both are the run's.
        Assert.Equal(0, Audit.Cli.CommandLine.Run([.. examine, folder.At("smoothed"), "--out", folder.At("examined")]));
        var question = Run.Read(folder.At("examined")).Manifest.Question;
        Assert.Equal(0.5, (double)question["sigma"]!);
        Assert.Equal("bfloat16", (string?)question["precision"]);
        Assert.Equal(100, (int)question["judge_samples"]!);
        Assert.All(Run.Read(folder.At("examined")).Of<AttackRecord>(), r => Assert.NotNull(r.GradientSnr));

        Assert.Equal(0, Audit.Cli.CommandLine.Run(["certify", .. subject, "--method", "ibp", "--epsilon", "0.0001", "--out",
            folder.At("bounds")]));
        foreach (var (run, extra, message) in ((string, string[], string)[])
        [
            ("smoothed", ["--sigma", "0.25"], "the certificates are of the classifier smoothed with sigma 0.5"),
            ("smoothed", ["--transform", "rotate=5"], "leave --transform out"),
            ("smoothed", ["--model", Model], "leave further --model out"),
            ("bounds", ["--defence", "bits:3"], "its defence is none"),
            ("bounds", ["--sigma", "0.25"], "the certificates are of the network itself"),
        ])
        {
            var error = Record.Exception(() => Audit.Cli.CommandLine.Run([.. examine, folder.At(run), "--out",
                folder.At("refused"), .. extra]));
            Assert.Contains(message, Assert.IsType<Audit.Inputs.UsageException>(error).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--attack pgd", "needs --epsilon")]
    [InlineData("--attack pgd --epsilon 8/0",
        "--epsilon must be a number above 0 and at most 1000000 such as 0.1 or 8/255, got '8/0'")]
    [InlineData("--attack pgd --epsilon -1", "--epsilon must be a number above 0 and at most 1000000")]
    [InlineData("--attack nonsense --epsilon 1", "expected an attack out of fgm")]
    [InlineData("--attack cw --norm linf", "cw works in l2, got linf")]
    [InlineData("--attack fgm --epsilon 1 --steps 5", "fgm has no steps: it takes loss")]
    [InlineData("--attack square --epsilon 0.1 --access label", "the attack needs probabilities")]
    [InlineData("--attack pgd --epsilon 0.1 --target 17", "--target must be next, random or a class from 0 to 9, got '17'")]
    [InlineData("--attack pgd --epsilon 0.1 --bpda defence", "--bpda defence needs --defence")]
    [InlineData("--attack pgd --epsilon 0.1 --weights 1,2", "--weights is for several --model: leave it out")]
    [InlineData("--attack pgd --epsilon 0.1 --sigma 0.25 --judge-samples 5", "--judge-samples must be 1, or ")]
    public void Attack_BadInput_IsOneLine(string words, string message)
    {
        // In this process: BadInputTests shows that such an exception becomes one line and status 2.
        using var folder = new TemporaryFolder();
        var error = Record.Exception(() => Audit.Cli.CommandLine.Run(["attack", "--model", Model, "--data", "glyphs", "--max",
            "2", "--out", folder.At("run"), .. words.Split(' ')]));
        Assert.True(error is Audit.Inputs.UsageException or ArgumentException, $"{error}");
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    /// <summary>The same run with votes that nobody counted: as many for the class as give a radius of 3.</summary>
    private static void Plant(string from, string to)
    {
        const long n = 9_000_000_000_000_000_000;
        const double alpha = 1 - 1e-15;
        StoredRun honest = Run.Read(from);
        var question = (JsonObject)honest.Manifest.Question.DeepClone();
        (question["n"], question["alpha"]) = (n, alpha);
        using var run = Run.OpenOrCreate(to, honest.Manifest with { Question = question });
        Runner.Complete(run, [.. honest.Records.Select(r => r.Index)], index =>
        {
            var record = honest.Of<CertifyRecord>().Single(r => r.Index == index);
            bool certified = record.Verdict == VerdictKind.Certified;
            return CertifyRecord.From(index, record.Label, new(new Votes(record.Class!.Value, certified ? n : 0, record.N0, n,
                alpha, record.Model)));
        });
    }

    private static string Finish(string[] command)
    {
        var (status, output, error) = AuditProcess.Run(command);
        Assert.True(status == 0, error);
        return output;
    }
}
