using System.Text.Json;
using Audit.Import;
using Audit.Inputs;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Screening;

namespace Audit.Tests.Studies;

/// <summary>Screening, as users run it.</summary>
public sealed class ScreenTests : IDisposable
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Screen_HasARowOfEachDetectorForEachAttacker_AndNeverLacksTheAdaptiveOne()
    {
        string line = "spoof --model {models}/glyphs-cnn-small-sigma0.25.safetensors --data glyphs --sigma 0.25 --n 100 "
            + "--skip 100 --max 5 --steps 14 --copies 8";
        var plain = Finish($"{line} --out {folder.At("plain")}");
        var adaptive = Finish($"{line} --evade all --out {folder.At("adaptive")}");
        Assert.Equal("all", adaptive.Manifest.Question["evade"]!.GetValue<string>());
        var loaded = ModelLoader.Load(Model, new());
        var alone = ScreenTable.Of(plain, [], loaded.Classifier(), loaded.Sha256);
        Assert.Contains(alone.Warnings, w => w.StartsWith("NOT RUN", StringComparison.Ordinal));
        Assert.Equal(8, alone.Rows.Count);
        using var json = JsonDocument.Parse(TableFormat.Render(
            ScreenTable.Of(plain, [adaptive], loaded.Classifier(), loaded.Sha256), "json"));
        var rows = json.RootElement.EnumerateArray().ToArray();
        Assert.Equal(["sigmas", "sigmas", "colour", "colour", "residual", "residual", "class-radius", "class-radius"],
            rows.Select(r => r.GetProperty("detector").GetString()));
        Assert.Equal(4, rows.Count(r => r.GetProperty("attacker").GetString() == "shadow, adaptive (all)"));
        Assert.All(rows, r => Assert.InRange(r.GetProperty("auc").GetDouble(), 0, 1));
        Assert.Equal(plain.Spoofs().Count(s => s.NaturalSide.IsCertified), rows[0].GetProperty("natural").GetInt32());
        Assert.Contains("another model", Assert.Throws<UsageException>(() => ScreenTable.Of(plain, [], loaded.Classifier(), "ab"))
            .Message);
    }

    private StoredRun Finish(string line)
    {
        var (work, request) = StudyLine.Open(StudyLine.Words(line, folder));
        Assert.True(new Driver(new SilentView()).Run(work, request));
        return Run.Read(request.Folder);
    }
}
