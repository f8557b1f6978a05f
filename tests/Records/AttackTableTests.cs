using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class AttackTableTests
{
    private const int Images = 40;

    [Theory]
    [InlineData("md")]
    [InlineData("json")]
    public void Attack_TwoAttacksOnOneModel_IsAsReviewed(string format) =>
        Golden.Check($"attack.{format}", TableFormat.Render(AttackTable.Of([Sample("pgd", 3), Sample("square", 4)]), format));

    [Theory]
    [InlineData("md")]
    [InlineData("json")]
    public void Transfer_TwoSources_IsAsReviewed(string format) =>
        Golden.Check($"transfer.{format}",
            TableFormat.Render(TransferTable.Of([Sample("fgm", 3, "a", "b"), Sample("mi-fgsm", 4, "b", "a")]), format));

    [Fact]
    public void Attack_WorstOfAll_CountsAnImageAsRobustOnlyWhereEveryAttackFailed()
    {
        var (a, b) = (Sample("pgd", 3), Sample("square", 4));
        var robust = a.Of<AttackRecord>().Zip(b.Of<AttackRecord>(), (x, y) => x.Robust && y.Robust).Count(r => r);
        var row = JsonNode.Parse(TableFormat.Render(AttackTable.Of([a, b]), "json"))![2]!;
        Assert.Equal("worst of all", (string?)row["run"]);
        Assert.Equal((double)robust / Images, (double)row["robust"]!, 12);
        Assert.InRange(robust, 1, a.Of<AttackRecord>().Count(r => r.Robust) - 1);
    }

    [Fact]
    public void Attack_OtherModelOrBudget_IsNoGroup()
    {
        var other = Sample("square", 4);
        other = other with { Manifest = other.Manifest with { Question = new JsonObject { ["model_sha256"] = "other" } } };
        Assert.DoesNotContain(AttackTable.Of([Sample("pgd", 3), other]).Rows, row => row[0] is TextCell { Text: "worst of all" });
    }

    [Fact]
    public void Attack_AContradictedCertificate_IsAWarning()
    {
        var run = Sample("pgd", 3);
        var record = run.Of<AttackRecord>()[7] with
        {
            Certified = new ExaminedPart("smoothing", 7, 0.5, 0.001,
            Contradicted: true)
        };
        string warning = Assert.Single(AttackTable.Of([run with { Records =
            [.. run.Records.Select(r => r.Index == 7 ? record : r)] }]).Warnings);
        Assert.StartsWith("CONTRADICTION: ", warning, StringComparison.Ordinal);
        Assert.Contains("Items: 7.", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zero-gradients", "auto")]
    [InlineData("square-stronger", "auto")]
    [InlineData("non-finite-logits", "pgd")]
    [InlineData("non-finite-gradients", "pgd")]
    [InlineData("not-a-function", "pgd")]
    public void Attack_SignsOfAWeakAttack_AreFlags(string flag, string attack)
    {
        var run = Sample(attack, 3);
        AttackRecord Changed(AttackRecord r) => flag switch
        {
            "zero-gradients" => r with { ZeroGradients = r.GradientPasses },
            "square-stronger" => r with { By = "square" },
            "not-a-function" => r with { Unrepeated = true, Robust = false },
            "non-finite-logits" => r.Attacked ? r with { Adversarial = null, Success = false, Robust = false } : r,
            _ => r with { NonFiniteGradients = 1 },
        };
        Assert.Equal("none", Flags(run));
        var flagged = run with { Records = [.. run.Of<AttackRecord>().Select(Changed)] };
        Assert.Equal(flag, Flags(flagged));
        Assert.StartsWith($"FLAG {flag}: ", Assert.Single(AttackTable.Of([flagged]).Warnings), StringComparison.Ordinal);

        static string? Flags(StoredRun run) => (string?)JsonNode.Parse(TableFormat.Render(AttackTable.Of([run]),
            "json"))![0]!["flags"];
    }

    [Fact]
    public void Attack_Ensemble_RobustAccuracyAfterEachMember()
    {
        var run = Sample("auto", 3);
        string[] by = ["apgd-ce", "apgd-t", "square"];
        run = run with { Records = [.. run.Of<AttackRecord>().Select((r, k) => r with { By = by[k % 3] })] };
        var records = run.Of<AttackRecord>();
        double After(params string[] done) => (double)records.Count(r => r.CleanCorrect && (r.Robust
            || !done.Contains(r.By))) / Images;
        double ce = After("apgd-ce"), t = After("apgd-ce", "apgd-t"), end = records.Count(r => r.Robust) / (double)Images;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture,
            $"after apgd-ce {ce:0.0000}, after apgd-t {t:0.0000}, after fab-t {t:0.0000}, after square {end:0.0000}"),
            string.Join('\n', AttackTable.Of([run]).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_Attack_HasTheDocumentedKeysInOrder()
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
            run.Append(Record(5, 3, "a", "b"));
        using JsonDocument line = JsonDocument.Parse(OldRuns.Body(OldRuns.Lines(folder.Path)[0]));
        Assert.Equal(
            ["type", "index", "label", "attack", "norm", "epsilon", "clean", "adversarial", "attacked", "success", "robust", "l0",
                "l1", "l2", "linf", "queries",
                "gradient_passes", "others"],
            line.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("linf", line.RootElement.GetProperty("norm").GetString());
        Assert.Equal(["model", "crafted", "clean", "adversarial"], line.RootElement.GetProperty("others")[0].EnumerateObject()
            .Select(p => p.Name));
        Assert.Equal(Record(5, 3, "a", "b").Adversarial, Run.Read(folder.Path).Of<AttackRecord>()[0].Adversarial);
    }

    private static StoredRun Sample(string attack, int every, string? source = null, string? other = null) => Samples.Run(attack,
        Enumerable.Range(0, Images).Select(i => Record(i, every, source, other) with { Attack = attack }),
            Samples.Manifest("attack", items: Images) with
            {
                Question = new JsonObject { ["model_sha256"] = "ab12", ["data"] = "mnist", ["norm"] = "linf", ["epsilon"] = 0.1 },
                How = new JsonObject { ["model"] = "models/net.onnx" },
            });

    /// <summary>Every seventh image is misclassified as it is; of the others every n-th falls.</summary>
    private static AttackRecord Record(int index, int every, string? source, string? other)
    {
        int label = index % 10, clean = index % 7 == 6 ? (label + 1) % 10 : label;
        bool fallen = clean == label && index % every == 0;
        int adversarial = fallen ? (label + 3) % 10 : clean;
        return new AttackRecord
        {
            Index = index,
            Label = label,
            Attack = "pgd",
            Norm = Norm.Linf,
            Epsilon = 0.1,
            Clean = clean,
            Adversarial = adversarial,
            Attacked = clean == label,
            Success = fallen,
            Robust = clean == label && !fallen,
            L0 = 700,
            L1 = 60,
            L2 = 2.5,
            Linf = 0.1 - (index * 0.0005),
            Queries = 1,
            GradientPasses = fallen ? 3 : 40,
            Others = source is null ? null : [new(source, true, clean, adversarial),
                new(other!, false, label, index % (every + 2) == 0 ? (label + 3) % 10 : label)],
        };
    }
}
