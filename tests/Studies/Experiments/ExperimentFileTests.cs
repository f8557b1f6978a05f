using System.Text.Json.Nodes;
using Audit.Inputs;
using Audit.Studies.Experiments;

namespace Audit.Tests.Studies.Experiments;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Text = """
        about: two models, one step each way
        needs: {cifar: folder of CIFAR-10}
        values: {depth: 20}
        models:
          a: nets/a.onnx
          b: {file: "nets/b-${depth}.onnx", options: {defence: "jpeg:20"}}
        data: {cifar: "cifar10:${cifar}"}
        options: {threads: 1}
        steps:
          - {name: bounds, command: certify, options: {method: ibp, epsilon: 8/255, skip: 20}}
          - name: attack
            command: attack
            models: [b]
            options: {norm: linf, epsilon: 0.1, holdout: "${models.a}", fresh: true, threads: null}
            sweep: {attack: [pgd, fgm], steps: [5, 10]}
            for: {b: {epsilon: 0.2}}
            small: {steps: 2}
        outputs:
          - {to: [t.md, t.csv], command: table, runs: ["bounds-*"], options: {kind: verified}}
        """;

    private static readonly Dictionary<string, string> Cifar = new() { ["cifar"] = "/data" };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private ExperimentFile Read(string text, string name = "x.yaml")
    {
        File.WriteAllText(folder.At(name), text);
        return ExperimentFile.Read(folder.At(name));
    }

    [Fact]
    public void Plan_IsModelsTimesDataTimesSteps()
    {
        var plan = new ExperimentPlan(Read(Text), Cifar, "out");
        Assert.Equal(["bounds-a", "bounds-b", "attack-b-pgd-5", "attack-b-pgd-10", "attack-b-fgm-5", "attack-b-fgm-10"],
            plan.Runs.Select(r => r.Name));
        string here = Path.GetRelativePath(Environment.CurrentDirectory, folder.Path);
        Assert.Equal($"certify --model {here}/nets/b-20.onnx --data cifar10:/data --threads 1 --defence jpeg:20 --method ibp "
            + "--epsilon 8/255 --skip 20 --out out/bounds-b", string.Join(' ', plan.Runs[1].Line));
        Assert.Equal($"attack --model {here}/nets/b-20.onnx --data cifar10:/data --defence jpeg:20 --norm linf --epsilon 0.2 "
            + $"--holdout {here}/nets/a.onnx --fresh --attack fgm --steps 10 --out out/attack-b-fgm-10",
            string.Join(' ', plan.Runs[^1].Line));
    }

    [Fact]
    public void Plan_OfASmallSize_TakesFewImages_AndWhatTheStepSaysOfIt()
    {
        var plan = new ExperimentPlan(Read(Text), Cifar, "out", 3);
        Assert.Contains("--skip 20 --max 3", string.Join(' ', plan.Runs[0].Line), StringComparison.Ordinal);
        Assert.Contains("--steps 2", string.Join(' ', plan.Runs[2].Line), StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Runs, r => string.Join(' ', r.Line).Contains("--steps 10", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_AndYaml_AreTheSame()
    {
        var tree = FileTree.Read(Write("a.yaml", Text))!;
        File.WriteAllText(folder.At("b.json"), tree.ToJsonString());
        Assert.True(JsonNode.DeepEquals(tree, FileTree.Read(folder.At("b.json"))));
        Assert.Equal(new ExperimentPlan(ExperimentFile.Read(folder.At("a.yaml")), Cifar, "out").Runs.SelectMany(r => r.Line),
            new ExperimentPlan(ExperimentFile.Read(folder.At("b.json")), Cifar, "out").Runs.SelectMany(r => r.Line));
    }

    [Theory]
    [InlineData("steps: [{command: certify}]\nstep: 1", "unknown key 'step'")]
    [InlineData("steps: [{command: certfy}]", "command must be one of")]
    [InlineData("steps: [{command: certify, option: {a: 1}}]", "unknown key 'option'")]
    [InlineData("steps: []", "it has no steps")]
    [InlineData("- a", "expected keys with values")]
    [InlineData("steps: [{command: certify, name: ../x}]", "a name is made of")]
    [InlineData("steps: [{command: certify}]\nsteps: []", "x.yaml: ")]
    [InlineData("a: &a [*a]\nsteps: *a", "x.yaml: ")]
    [InlineData("steps: [{command: certify}]\noutputs: [{to: ../t.md, command: table}]", "a name is made of")]
    [InlineData("models: {a: [x, y]}\nsteps: [{command: certify}]", "expected a file")]
    public void Read_OfWhatIsNoExperiment_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("steps: [{command: certify, models: [x]}]", "there is no model 'x'")]
    [InlineData("steps: [{command: certify}, {command: certify}]", "two runs are called certify")]
    [InlineData("steps: [{command: certify, options: {a: \"${nothing}\"}}]", "${nothing} is not known")]
    [InlineData("needs: {mnist: folder of MNIST}\nsteps: [{command: certify}]", "--set mnist=... (folder of MNIST)")]
    public void Plan_OfWhatIsMissing_SaysWhat(string text, string expected) => Assert.Contains(expected,
        Assert.Throws<UsageException>(() => new ExperimentPlan(Read(text), new Dictionary<string, string>(), "out")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Schema_NamesEveryKey()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "run.schema.json")))!;
        string[] Keys(JsonNode node) => [.. node["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal)];
        string Problem(string text) => Assert.Throws<UsageException>(() => Read(text)).Message.Split("expected one of ")[1];
        string[] Known(string text) => [.. Problem(text).Split(", ").Order(StringComparer.Ordinal)];
        Assert.Equal(Known("steps: [{command: certify}]\nzzz: 1"), Keys(schema));
        Assert.Equal(Known("steps: [{command: certify, zzz: 1}]"), Keys(schema["$defs"]!["step"]!));
        Assert.Equal(Known("steps: [{command: certify}]\noutputs: [{to: a, command: table, zzz: 1}]"),
            Keys(schema["$defs"]!["output"]!));
        Assert.Equal(ExperimentFile.StepCommands, schema["$defs"]!["step"]!["properties"]!["command"]!["enum"]!.AsArray()
            .Select(c => c!.ToString()));
        Assert.Equal(ExperimentFile.OutputCommands, schema["$defs"]!["output"]!["properties"]!["command"]!["enum"]!.AsArray()
            .Select(c => c!.ToString()));
    }

    public static TheoryData<string> Stored => [.. Directory.GetFiles(Path.Combine(Repository.Root, "experiments"), "run.yaml",
        SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Repository.Root, path))];

    /// <summary>Every stored experiment is read, and all its runs and outputs make command lines that the program
    /// takes.</summary>
    [Theory]
    [MemberData(nameof(Stored))]
    public void Stored_Experiments_AreMadeOfCommandsThatThereAre(string path)
    {
        var file = ExperimentFile.Read(Path.Combine(Repository.Root, path));
        var given = file.Needs.Keys.ToDictionary(name => name, _ => Repository.Root);
        foreach (int? size in (int?[])[null, 2])
        {
            var plan = new ExperimentPlan(file, given, folder.At("out"), size);
            var root = Audit.Cli.Root.Create();
            foreach (var run in plan.Runs)
            {
                var command = root.Subcommands.Single(c => c.Name == run.Command);
                var known = command.Options.Select(o => o.Name).ToHashSet();
                Assert.All(run.Line.Where(w => w.StartsWith("--", StringComparison.Ordinal)),
                    word => Assert.Contains(word, known));
            }
            Assert.All(file.Outputs, output => Assert.NotEmpty(plan.Of(output)));
        }
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.At(name), text);
        return folder.At(name);
    }
}
