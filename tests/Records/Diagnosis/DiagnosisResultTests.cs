using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Diagnosis;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;
using static Audit.Tests.Records.Diagnosis.DiagnosisSample;

namespace Audit.Tests.Records.Diagnosis;

/// <summary>Types, findings and figures from made-up records.</summary>
public class DiagnosisResultTests
{
    private static readonly Func<int, IEnumerable<Trial>> Curve = k =>
        [Iterated(k % 10 == 0, 0.05), Iterated(true, 0.2), Iterated(true, 1)];

    [Fact]
    public void SoundGradients_RaiseNothing()
    {
        var result = Result(100, Curve);
        Assert.Empty(result.Findings);
        Assert.Empty(result.Types);
        Assert.Null(result.Adaptive);
        Assert.Equal(CheckVerdict.Pass, result.Verdict);
        Assert.Equal(new ShareOf(50, 100), result.Before);
    }

    [Theory]
    [InlineData(0, CheckVerdict.Pass)]
    [InlineData(4, CheckVerdict.Pass)] // P(X >= 4) at 2 % of 100 is 0.14
    [InlineData(6, CheckVerdict.Warn)] // 0.016 at 2 %, 0.38 at 5 %
    [InlineData(12, CheckVerdict.Fail)] // 0.0043 at 5 %
    [InlineData(48, CheckVerdict.Fail)]
    public void StrongestAttack_FindsMoreThanTheStandardOne(int found, CheckVerdict expected)
    {
        var result = Result(100, Curve, ensemble: k => k < 2 * found);
        var check = Assert.Single(result.Indicators, c => c.Name == "strongest-attack");
        Assert.Equal((expected, new ShareOf(found, 100)), (check.Verdict, check.FirstShare));
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(new ShareOf(50 - found, 100), result.Worst);
    }

    [Fact]
    public void WithoutTheStrongestAttack_NoVerdictIsAPass()
    {
        var result = Result(100, Curve, withEnsemble: false);
        Assert.Equal(CheckVerdict.Inconclusive, result.Verdict);
        Assert.StartsWith("**INCONCLUSIVE", DiagnosisText.Of(result), StringComparison.Ordinal);
        Assert.Equal("inconclusive", (string?)DiagnosisJson.Of(result)["verdict"]);
        Assert.Equal(CheckVerdict.NotRun, Assert.Single(result.Indicators, c => c.Name == "strongest-attack").Verdict);
        // Graver findings stay what they are.
        Assert.Equal(CheckVerdict.Fail, Result(100, k => [.. Curve(k), Other(Trial.OneStep, fooled: true)],
            withEnsemble: false).Verdict);
    }

    [Fact]
    public void SilentSuccess_IsTheSixthIndicator()
    {
        var result = Result(100, Curve, k => Sound with { SilentSuccess = k == 3 });
        Assert.Equal(["silent-success"], result.Findings.Select(f => f.Name));
        Assert.Equal(CheckVerdict.Pass, Assert.Single(Result(100, Curve, _ => Sound with { SilentSuccess = false }).Indicators,
            c =>
            c.Name == "silent-success").Verdict);
    }

    [Fact]
    public void Text_NamesTheAttacksThatRan_AndSaysWhereNoneDid()
    {
        string none = DiagnosisText.Of(Result(100, Curve, _ => Sound with { MarginZero = true, LossZero = true }));
        Assert.Contains("no attack of that kind ran", none, StringComparison.Ordinal);
        Assert.DoesNotContain("also against", none, StringComparison.Ordinal);
        string square = DiagnosisText.Of(Result(100, k => [.. Curve(k), Other(Trial.BlackBox, fooled: false)], _ =>
            Sound with { MarginZero = true, LossZero = true }));
        Assert.Contains("also against square 50.0 %", square, StringComparison.Ordinal);
        Assert.DoesNotContain("against BPDA", square, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, 1.0, "shattered-gradients", CheckVerdict.Fail)]
    [InlineData(true, true, 0.05, "shattered-gradients", CheckVerdict.Warn)]
    [InlineData(true, false, 1.0, "vanishing-gradients", CheckVerdict.Fail)]
    [InlineData(true, false, 0.05, "vanishing-gradients", CheckVerdict.Warn)]
    public void ZeroGradients_AreToldApartByTheMargin(bool lossZero, bool marginZero, double share, string name,
        CheckVerdict verdict)
    {
        var result = Result(100, Curve, k => k < 100 * share ? Sound with { LossZero = lossZero, MarginZero = marginZero }
            : Sound);
        Assert.Equal((name, verdict), Assert.Single(result.Types.Select(t => (t.Name, t.Verdict))));
        // The automatic flag says the same and is not raised a second time.
        Assert.Equal([name], result.Findings.Select(f => f.Name));
    }

    [Fact]
    public void GradientThatPredictsNothing_IsShattered() => Assert.Equal(["shattered-gradients"],
        Result(100, Curve, k => Sound with { Rise = k % 3 == 0 ? 4 : 0 }).Types.Select(t => t.Name));

    [Theory]
    [InlineData(0.5, CheckVerdict.Fail)]
    [InlineData(0.95, CheckVerdict.Warn)]
    public void OutputsThatChange_AreStochastic_GravelyWhereGradientsDisagree(double cosine, CheckVerdict verdict) =>
        Assert.Equal(("stochastic-gradients", verdict),
        Assert.Single(Result(100, Curve, k => Sound with { DrawsDiffer = true, Cosine = cosine }).Findings.Select(f =>
            (f.Name, f.Verdict))));

    [Fact]
    public void RandomModelThatNeverDiffers_IsNotStochastic() =>
        Assert.Empty(Result(100, Curve, k => Sound with { DrawsDiffer = false, Cosine = 1 }).Findings);

    [Fact]
    public void NonFiniteOrWildGradients_Explode()
    {
        Assert.Equal(["exploding-gradients"], Result(100, Curve, k => k == 0 ? Sound with { NonFinite = true }
            : Sound).Findings.Select(f => f.Name));
        Assert.Equal(["exploding-gradients"], Result(100, Curve, k => k == 0 ? Sound with { Norm = 1e9 }
            : Sound).Findings.Select(f => f.Name));
    }

    [Fact]
    public void TypeCallsForAnAttack_WhichIsComparedImageByImage()
    {
        // The standard attack fools the 50 even images, the surrogate's 90: alone 45 against 5.
        var result = Result(100, k => [.. Curve(k), Other(Trial.WithSurrogate, fooled: k % 20 != 0 && k != 1 && k != 3 && k != 5
            && k != 7 && k != 9)],
            k => Sound with { MarginZero = true, LossZero = true });
        Assert.Equal(new Comparison(100, 90, 50, 45, 5), result.Adaptive);
        Assert.Equal(new ShareOf(50, 100), result.Before);
        Assert.Equal(new ShareOf(5, 100), result.After);
        Assert.Equal(["shattered-gradients", "adaptive-attack-wins"], result.Findings.Select(f => f.Name));
    }

    [Fact]
    public void VanishingInAModelThatDraws_NeedsAveragedDraws()
    {
        var result = Result(100, k => [.. Curve(k), Other(Trial.OnMargin, fooled: true, draws: 1)], k =>
            Sound with { LossZero = true, DrawsDiffer = true, Cosine = 0.99 });
        Assert.Null(result.Adaptive);
    }

    [Fact]
    public void Plateaus_AreOfTheBestOtherSetting_TimesHowManyThereAre()
    {
        // Of two other step sizes one fools 9 more: p = 2 / 512.
        var result = Result(100, k => [.. Curve(k), Iterated(k % 2 == 0 || k < 18, stepSize: 0.1),
            Iterated(k % 2 == 0, stepSize: 0.5), Iterated(k % 2 == 0, steps: 80)]);
        var check = Assert.Single(result.Indicators, c => c.Name == "plateau-step-size");
        Assert.Equal(2 / 512.0, check.P!.Value, 1e-12);
        Assert.Equal(["step-size-matters"], result.Findings.Select(f => f.Name));
        Assert.Equal(CheckVerdict.Warn, result.Verdict);
        Assert.Equal(CheckVerdict.Pass, Assert.Single(result.Indicators, c => c.Name == "plateau-steps").Verdict);
    }

    [Fact]
    public void FewerSteps_AreNoPlateauQuestion() =>
        Assert.Empty(Result(100, k => [.. Curve(k), Iterated(true, steps: 10)]).Findings);

    [Fact]
    public void Indicators_EachRaisesItsFinding()
    {
        string[] Raised(Func<int, GradientFacts> facts, Func<int, IEnumerable<Trial>>? more = null, string[]? defences = null) =>
            [.. Result(100, k => [.. Curve(k), .. more?.Invoke(k) ?? []], facts, defences: defences).Findings.Select(f =>
                f.Name)];
        Assert.Equal(["unstable-predictions"], Raised(k => k < 60 ? Sound with { Instability = 0.6 } : Sound));
        Assert.Equal(["incomplete-optimisation"], Raised(k => k < 60 ? Sound with { LastSteps = 0.2 } : Sound));
        Assert.Equal(["outputs-are-probabilities"], Raised(_ => Sound with { Probabilities = true }));
        Assert.Empty(Raised(k => Sound with { Probabilities = k > 0 }));
        Assert.Equal(["transfer-beats-white-box"], Raised(_ => Sound, _ => [Other(Trial.Transferred, fooled: true)],
            ["jpeg:75"]));
        var unconfirmed = Result(100, k => [Iterated(false, claimed: k == 3), .. Curve(k)], withBase: false);
        Assert.Contains("unconfirmed-success", unconfirmed.Findings.Select(f => f.Name));
        var draws = Result(100, k => [.. Curve(k), Iterated(k % 2 == 0, draws: 4), Iterated(k % 2 == 0 || k < 10, draws: 16)],
            _ => Sound with { DrawsDiffer = true, Cosine = 0.95 });
        Assert.Contains("no-plateau-in-draws", draws.Findings.Select(f => f.Name));
    }

    [Fact]
    public void FewImages_AreSaidToBeFew()
    {
        Assert.Equal(["too-few-images"], Result(19, Curve).Findings.Select(f => f.Name));
        Assert.Empty(Result(20, Curve).Findings);
    }

    [Fact]
    public void EveryFindingThatAnyCheckCanRaise_IsKnown()
    {
        var result = Result(100, Curve);
        Assert.All(result.Checks.Concat(result.Indicators).Select(c => c.Finding).Where(name => name.Length > 0), name =>
            Assert.Contains(name, FindingKind.Known.Keys));
    }

    [Fact]
    public void TextAndJson_SayTheSame()
    {
        var result = Result(100, Curve, _ => Sound with { MarginZero = true, LossZero = true }, defences: ["jpeg:75"]);
        string text = DiagnosisText.Of(result);
        JsonObject json = DiagnosisJson.Of(result);
        Assert.Equal("fail", (string)json["verdict"]!);
        Assert.StartsWith("**FAIL", text, StringComparison.Ordinal);
        foreach (var node in json["findings"]!.AsArray())
            Assert.Contains((string)node!["name"]!, text, StringComparison.Ordinal);
        foreach (var node in json["checks"]!.AsArray().Concat(json["indicators"]!.AsArray()))
            Assert.Contains((string)node!["name"]!, text, StringComparison.Ordinal);
        Assert.Equal([0, 0.05, 0.1, 0.2, 1], json["curve"]!.AsArray().Select(p => (double)p!["epsilon"]!));
        Assert.Equal([100, 90, 50, 0, 0], json["curve"]!.AsArray().Select(p => (int)p!["robust"]!));
    }

    [Fact]
    public void Record_ReadsBackEqual()
    {
        using TemporaryFolder folder = new();
        var record = new DiagnosisRecord
        {
            Index = 7,
            Label = 2,
            Correct = true,
            Gradient = Sound with { DrawsDiffer = true, Cosine = 0.25, LastSteps = null },
            Trials = [Iterated(true), Other(Trial.BlackBox, false)],
        };
        using (Run run = Run.OpenOrCreate(folder.Path, Manifest(1)))
            run.Append(record);
        string line = OldRuns.Body(OldRuns.Lines(folder.Path)[0]);
        Assert.Equal("""{"type":"diagnosis","index":7,"label":2,"correct":true,"gradient":{"loss_zero":false,"margin_zero":false,"non_finite":false,"norm":3,"rise":0.98,"instability":0.02,"probabilities":false,"draws_differ":true,"cosine":0.25},"trials":[{"attack":"pgd","epsilon":0.1,"steps":40,"step_size":0.25,"draws":1,"fooled":true,"claimed":true},{"attack":"square","epsilon":0.1,"steps":40,"step_size":0,"draws":1,"fooled":false,"claimed":false}]}""", line);
        var back = Assert.Single(Run.Read(folder.Path).Of<DiagnosisRecord>());
        Assert.Equal(record.Gradient, back.Gradient);
        Assert.Equal(record.Trials, back.Trials);
    }

    [Fact]
    public void CorrectImageWithoutGradient_IsAMalformedRecord()
    {
        var record = new DiagnosisRecord { Index = 7, Label = 2, Correct = true, Trials = [] };
        Assert.Contains("index 7", Assert.Throws<RecordFormatException>(() =>
            DiagnosisResult.Of(new StoredRun("r", Manifest(1), [record]))).Message);
    }

    [Fact]
    public void RunOfAnotherCommand_IsRefused() =>
        Assert.Throws<RecordFormatException>(() => DiagnosisResult.Of(new StoredRun("r", Manifest(0) with { Command = "certify" },
            [])));
}
