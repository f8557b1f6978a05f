using Audit.Inputs;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Tests.Studies;

/// <summary>spoof as users run it.</summary>
public sealed class SpoofStudyTests : IDisposable
{
    private const string Votes = "spoof --model {models}/mnist-kw-small-sigma0.25.safetensors --data {grey} --sigma 0.25 --n 100";
    private const string Bounds = "spoof --model {models}/mnist-cnn-small-ibp0.3.safetensors --data {grey} --certifier ibp "
        + "--epsilon 0.01";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Trace_HasEachStepOfEachTarget_AndIsDrawn()
    {
        var run = Finish($"{Votes} --max 2 --steps 7 --copies 4 --trace --out {folder.At("s")}");
        var records = run.Of<SpoofRecord>();
        // Nine targets for one step with one copy, three for two with one, one for four with four.
        Assert.All(records, r => Assert.Equal(9 * 1 * 1 + 3 * 2 * 1 + 4 * 4, r.Passes));
        Assert.All(records, r => Assert.True(r is { Ssim: >= -1 and < 1, Gmsd: > 0 }));
        var figure = AscentTrace.Of(run);
        Assert.Equal(2, figure.Lines.Count);
        Assert.All(figure.Lines, line => Assert.Equal([0, 1, 2, 3, 4, 5, 6], line.Steps.Select(s => s[0])));
        Assert.Equal(2 * 8 + 1, figure.Csv().Split('\n', StringSplitOptions.None).Length - 1);
        Assert.Contains("plot ", figure.Script("data.csv", "."));
        Assert.Equal(1 + 9 * 1 + 3 * 2 + 4, File.ReadLines(folder.At("s/trace/00000.csv")).Count());
        var plain = Finish($"{Votes} --max 2 --steps 7 --copies 4 --out {folder.At("p")}");
        Assert.Equal(records.Select(RecordLines.Write), plain.Records.Select(RecordLines.Write));
    }

    [Theory]
    [InlineData("--norm l2 --arithmetic sound", Norm.L2, "sound")]
    [InlineData("--certifier crown-ibp --linf-budget 0.2 --step-rule sign --step-size 0.05", Norm.Linf, "float32")]
    public void Bounds_NormArithmeticAndBudget_AreRecordedAndReadBack(string options, Norm norm, string arithmetic)
    {
        string line = options.Contains("--certifier", StringComparison.Ordinal) ? Bounds.Replace(" --certifier ibp", "",
            StringComparison.Ordinal) : Bounds;
        var records = Finish($"{line} {options} --max 2 --steps 3 --targets 1 --out {folder.At("b")}").Of<BoundSpoofRecord>();
        Assert.Equal(2, records.Count);
        Assert.All(records, r => Assert.Equal((norm, arithmetic), (r.Setting.Norm, r.Arithmetic)));
        if (options.Contains("budget", StringComparison.Ordinal))
            Assert.All(records, r => Assert.InRange(r.Linf, 0.01, 0.2 + 1e-5));
    }

    [Fact]
    public void Bounds_RecordsThatWait_AreTakenOverWhereTheRunIsContinued()
    {
        string line = $"{Bounds} --max 3 --steps 2 --targets 1";
        var whole = Finish($"{line} --out {folder.At("whole")}").Of<BoundSpoofRecord>();
        Directory.CreateDirectory(folder.At("resumed"));
        var aside = new SettledRecords(folder.At("resumed"));
        // Told apart by its passes; it is of the second image, so it could not be appended when it was found.
        aside.Add(whole[1] with { Passes = 12345 });
        File.AppendAllText(folder.At("resumed/settled.jsonl"), "{\"type\":\"bound_sp");
        var resumed = Finish($"{line} --out {folder.At("resumed")}").Of<BoundSpoofRecord>();
        Assert.Equal([whole[0].Passes, 12345, whole[2].Passes], resumed.Select(r => r.Passes));
        Assert.Equal(whole.Select(r => RecordLines.Write(r with { Passes = 0 })),
            resumed.Select(r => RecordLines.Write(r with { Passes = 0 })));
        Assert.False(File.Exists(folder.At("resumed/settled.jsonl")));
    }

    [Fact]
    public void Presets_OfTheOtherKindOfCertifier_AreRefusedByName()
    {
        Assert.Contains("--preset rs-aware is not for --certifier ibp, which takes cpu, paper, paper-crown-ibp",
            Refusal($"{Bounds} --preset rs-aware"));
        Assert.Contains("--preset paper-crown-ibp is not for --certifier smoothing",
            Refusal($"{Votes} --preset paper-crown-ibp"));
        Assert.Contains("--targets class:C takes a class from 0 to 9, got 10", Refusal($"{Votes} --targets class:10"));
        Assert.Contains("untargeted is for --certifier smoothing", Refusal($"{Bounds} --targets untargeted"));
        Assert.Contains("give one of them", Refusal($"{Votes} --l2-budget 1 --linf-budget 0.1"));
    }

    [Theory]
    [InlineData("art")]
    [InlineData("paper-imagenet")]
    [InlineData("shadow-bounded")]
    [InlineData("region")]
    [InlineData("rs-aware")]
    [InlineData("abstention")]
    public void Presets_Run(string preset)
    {
        string model = "spoof --model {models}/glyphs-cnn-small-sigma0.25.safetensors --data {colour} --sigma 0.25 --n 100";
        var record = Assert.Single(Finish($"{model} --preset {preset} --max 1 --steps 2 --copies 2 --out {folder.At(preset)}")
            .Of<SpoofRecord>());
        Assert.Equal(preset == "region" ? 6 : 4, record.Passes);
        Assert.NotEqual(record.Label, record.Target);
        if (preset is "shadow-bounded" or "region" or "rs-aware" or "abstention")
            Assert.InRange(record.L2, 0, 2 + 1e-4);
    }

    [Fact]
    public void FirstOfEachClass_InOrderOfIndex()
    {
        int[] labels = [3, 3, 1, 3, 1, 0];
        Assert.Equal([0, 2, 5], new ImageChoice { Named = ImageChoice.FirstOfEachClass }.Of(6, i => labels[i]));
    }

    private string Refusal(string line) =>
        Assert.Throws<UsageException>(() => StudyLine.Open(StudyLine.Words(line, folder))).Message;

    private StoredRun Finish(string line)
    {
        var (work, request) = StudyLine.Open(StudyLine.Words(line, folder));
        Assert.True(new Driver(new SilentView()).Run(work, request));
        return Run.Read(request.Folder);
    }
}
