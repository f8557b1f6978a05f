#if LIBTORCH
using System.Diagnostics;
using Audit.Formats;
using Audit.Import;
using Audit.Import.TorchScript;
using Audit.Import.TorchScript.Sandbox;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Tests.Import.TorchScript;

/// <summary>The child process: what it computes, and what becomes of models that misbehave in it.</summary>
public class SandboxTests
{
    private static readonly ImageShape Input = new(1, 28, 28);

    [Theory]
    [InlineData("(torch).save(x, \"FILE\")", "aten::save")]
    [InlineData("torch.\\\nsave(x, \"FILE\")", "aten::save")]
    [InlineData("y = torch.add((torch).from_file(\"FILE\", True, 784), x)", "aten::from_file")]
    public void Load_ScriptThatReachesFiles_IsRefusedUnrun(string forward, string named)
    {
        using var folder = new TemporaryFolder();
        string written = folder.At("written");
        var e = Assert.Throws<ModelFormatException>(() => Load(folder,
            forward.Replace("FILE", written, StringComparison.Ordinal)));
        Assert.Contains(named, e.Message);
        Assert.EndsWith("refused", e.Message);
        Assert.False(File.Exists(written));
    }

    [Fact]
    public void Classifier_ValueAndGradients_AreThoseOfTheFormula()
    {
        using var folder = new TemporaryFolder();
        var model = Load(folder, "torch.warn(\"beware\", 2)\ny = torch.mul(torch.mul(x, x), x)");
        Assert.StartsWith("child process: ", model.Sandbox);
        using var classifier = (ScriptClassifier)model.Classifier();
        using var scope = NewDisposeScope();
        var x = linspace(-1, 1, 2 * 784).reshape(2, 1, 28, 28).requires_grad_();
        var before = x.detach().clone();
        var y = classifier.Logits(x);
        Assert.InRange(Difference(y, before.pow(3).flatten(1)), 0, 1e-6);
        // Several gradients of one run, then of two runs at once, as attacks over draws ask for them.
        var v = linspace(0, 1, 2 * 784).reshape(2, 784);
        for (int k = 0; k < 2; k++)
            Assert.InRange(Difference(autograd.grad([y], [x], [v], retain_graph: true)[0],
                3 * before.pow(2) * v.reshape(2, 1, 28, 28)), 0, 1e-5);
        _ = autograd.grad([y], [x], [v]);
        var spent = Assert.Throws<ScriptRunException>(() => autograd.grad([y], [x], [v]));
        Assert.Contains("whose graph was not retained", spent.Message);
        var both = autograd.grad([(classifier.Logits(x) + classifier.Logits(x * 2)).sum()], [x])[0];
        Assert.InRange(Difference(both, 27 * before.pow(2)), 0, 1e-4);
        using (no_grad())
            Assert.False(classifier.Logits(x).requires_grad);
        var again = classifier.Logits(x);
        var e = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() =>
            autograd.grad([again.sum()], [x], create_graph: true));
        Assert.Contains("first derivatives only", e.Message);
    }

    [Theory]
    [InlineData("y = torch.detach(x)")]
    [InlineData("y = torch.mul(torch.requires_grad_(torch.ones_like(torch.detach(x))), 2.)")]
    public void Classifier_ValueThatDoesNotDependOnTheImage_HasNoGradient(string forward)
    {
        using var folder = new TemporaryFolder();
        using var classifier = (ScriptClassifier)Load(folder, forward).Classifier();
        using var scope = NewDisposeScope();
        var x = ones([2, 1, 28, 28], requires_grad: true);
        var y = classifier.Logits(x);
        Assert.Null(Autograd.GradientOrNull(y, x, ones_like(y)));
    }

    [Fact]
    public void Classifier_ErrorInTheScript_IsOneLineAndTheChildLivesOn()
    {
        using var folder = new TemporaryFolder();
        var model = Load(folder,
            "if torch.gt(torch.size(x, 0), 2):\n  ops.prim.RaiseException(\"too many\\nfor me\", "
            + "\"builtins.ValueError\")\nelse:\n  pass");
        using var classifier = (ScriptClassifier)model.Classifier();
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ScriptRunException>(() => classifier.Logits(zeros([3, 1, 28, 28])));
        Assert.Contains("model.pt: its code fails: ", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal([2, 784], classifier.Logits(zeros([2, 1, 28, 28])).shape);
    }

    [Fact]
    public void Classifier_OtherShapesThanAtLoading_AreAnError()
    {
        using var folder = new TemporaryFolder();
        using var classifier = (ScriptClassifier)Load(folder,
            "if torch.gt(torch.size(x, 0), 2):\n  y = torch.slice(x, 0, 0, 1)\nelse:\n  y = x").Classifier();
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ScriptRunException>(() => classifier.Logits(zeros([3, 1, 28, 28])));
        Assert.EndsWith("it gives [1,784] for 3 images, expected [3,784]", e.Message);
    }

    [Fact]
    public void Classifier_LargeResultAndChangedArgument_GrowTheBlockAndLeaveTheCallersAlone()
    {
        using var folder = new TemporaryFolder();
        var model = Load(folder, "y = torch.repeat(x, [1, 1, 40, 40])\n_0 = torch.zero_(x)");
        using var scope = NewDisposeScope();
        using var classifier = (ScriptClassifier)model.Classifier();
        Assert.Equal(1_254_400, classifier.Classes);
        var x = ones([2, 1, 28, 28]);
        var y = classifier.Logits(x);
        Assert.Equal(2 * 784, x.sum().ToInt64());
        Assert.Equal(2 * 1_254_400, y.sum().ToInt64());
    }

    [Fact]
    public void Classifier_LoopWithoutEnd_IsStoppedAndStaysStopped()
    {
        using var folder = new TemporaryFolder();
        var model = Load(folder, "while torch.gt(torch.size(x, 0), 2):\n  y = torch.add(y, 1)",
            new() { Time = TimeSpan.FromSeconds(5) });
        using var scope = NewDisposeScope();
        using var classifier = (ScriptClassifier)model.Classifier();
        Assert.Equal([2, 784], classifier.Logits(zeros([2, 1, 28, 28])).shape);
        var clock = Stopwatch.StartNew();
        var e = Assert.Throws<ModelFormatException>(() => classifier.Logits(zeros([3, 1, 28, 28])));
        Assert.EndsWith("took longer than 5 s on one batch and was stopped (--sandbox-time)", e.Message);
        Assert.InRange(clock.Elapsed.TotalSeconds, 4, 30);
        Assert.Equal(e.Message, Assert.Throws<ModelFormatException>(() => classifier.Logits(zeros([2, 1, 28, 28]))).Message);
    }

    [Fact]
    public void Load_MemoryBomb_IsOneLine()
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<ModelFormatException>(() => Load(folder, "y = torch.add(torch.sum(torch.ones([30000, 30000])), x)",
            memory: 1L << 30));
        Assert.Contains("needs more memory than it may take (1 GiB, --memory)", e.Message);
    }

    /// <summary>The compiler of libtorch goes as deep as the brackets do: its stack ends, and the child with it.</summary>
    [Fact]
    public void Load_CrashInTheReader_IsOneLine()
    {
        using var folder = new TemporaryFolder();
        const int depth = 200_000;
        var e = Assert.Throws<ModelFormatException>(() => Load(folder, $"n = {new string('(', depth)}1{new string(')', depth)}"));
        Assert.Matches(@"libtorch crashed in its child process \(SIG\w+\) being loaded: the file is damaged or hostile",
            e.Message);
    }

    [Fact]
    public void Forward_ChildKilled_IsAnErrorAtOnce()
    {
        byte[] bytes = new HandMadeScript
        {
            Code =
            HandMadeScript.Module("while torch.gt(torch.size(x, 0), 2):\n  y = torch.add(y, 1)")
        }.ToArray();
        using var archive = SharedBlock.Create(bytes.Length);
        bytes.CopyTo(archive.Bytes(0, bytes.Length));
        using var process = new SandboxProcess("model.pt", archive, bytes.Length, CPU, new(), 4L << 30);
        var call = Task.Run(() => process.Forward(zeros([3, 1, 28, 28]), record: false, firstLook: false));
        Thread.Sleep(300);
        using (var child = Process.GetProcessById(process.Id))
            child.Kill();
        var e = Assert.Throws<AggregateException>(() => call.Wait(TimeSpan.FromSeconds(60)));
        Assert.Contains("(SIGKILL) on one batch", Assert.IsType<ModelFormatException>(e.InnerException).Message);
        Assert.False(process.IsAlive);
    }

    /// <summary>What the kernel refuses where the check of operators is left out: the second wall, tested without the
    /// first.</summary>
    [Theory]
    [InlineData("y = torch.add(torch.from_file(\"FILE\", True, 784), 0)")]
    [InlineData("y = torch.add(torch.from_file(\"/etc/passwd\", False, 8, dtype=0), 0)")]
    public void Child_OperatorsUnchecked_ReachesNoFiles(string forward)
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("written");
        var e = Assert.Throws<ModelFormatException>(() => Load(folder, forward.Replace("FILE", file, StringComparison.Ordinal),
            new() { AnyOperator = true }));
        Assert.Matches("(Permission denied|Operation not permitted|cannot be opened|open file|unable to)", e.Message);
        Assert.False(File.Exists(file));
    }

    /// <summary>Where libtorch itself does not notice that a file cannot be opened, or that nobody reads what is
    /// printed.</summary>
    [Fact]
    public void Child_OperatorsUnchecked_WritesNothing()
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("written");
        using var classifier = (ScriptClassifier)Load(folder, $"torch.save([1], \"{file}\")\nprint(\"here\")",
            new() { AnyOperator = true }).Classifier();
        using var scope = NewDisposeScope();
        Assert.Equal([2, 784], classifier.Logits(zeros([2, 1, 28, 28])).shape);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Child_ParentKilled_DiesWithIt()
    {
        using var folder = new TemporaryFolder();
        string path = new HandMadeScript
        {
            Code =
            HandMadeScript.Module("while torch.gt(torch.dim(x), 1):\n  y = torch.add(y, 1)")
        }.Write(folder.At("model.pt"));
        using var parent = AuditProcess.Start("inspect", path, "--input", "1x28x28");
        int child = 0;
        Assert.True(SpinWait.SpinUntil(() => (child = ChildOf(parent.Id)) != 0 || parent.HasExited, TimeSpan.FromSeconds(60))
            && child != 0);
        // In the endless loop: before it, the end of the pipe would end it too.
        long before = Ticks(child);
        Assert.True(SpinWait.SpinUntil(() => Ticks(child) > before + 100, TimeSpan.FromSeconds(60)));
        parent.Kill();
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat")
            .Contains(") Z ", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Find_OtherPrograms_StartAuditWithTheirOwnRuntime()
    {
        using var folder = new TemporaryFolder();
        string runtime = folder.At("shared/Microsoft.NETCore.App/10.0.0/");
        Directory.CreateDirectory(runtime);
        File.WriteAllText(folder.At("dotnet"), "");
        Assert.Equal("/opt/audit", SandboxProgram.Command("/opt/audit", "audit", folder.Path, runtime).FileName);
        var e = Assert.Throws<FileNotFoundException>(() => SandboxProgram.Command("/usr/bin/dotnet", "audit", folder.Path,
            runtime));
        Assert.Contains(folder.At("audit.dll"), e.Message);
        File.WriteAllText(folder.At("audit.dll"), "");
        File.WriteAllText(folder.At("audit.runtimeconfig.json"), "");
        foreach (string? entry in (string?[])["audit", "testhost", null])
        {
            var found = SandboxProgram.Command("/usr/bin/dotnet", entry, folder.Path, runtime);
            Assert.Equal((folder.At("dotnet"), folder.At("audit.dll")), (found.FileName, found.ArgumentList.Single()));
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e6)]
    public void Validate_TimesOutOfRange_AreNamed(double seconds) =>
        Assert.Equal([FormattableString.Invariant($"--sandbox-time must be 1 to 604800 seconds, got {seconds}")],
            new SandboxOptions { Time = TimeSpan.FromSeconds(seconds) }.Validate());

    private static LoadedModel Load(TemporaryFolder folder, string forward, SandboxOptions? limits = null, long? memory = null) =>
        ModelLoader.Load(new HandMadeScript { Code = HandMadeScript.Module(forward) }.Write(folder.At("model.pt")),
            new LoadOptions { Input = Input, Sandbox = limits ?? new(), Memory = memory });

    /// <summary>Hundredths of a second that a process has computed for.</summary>
    private static long Ticks(int process)
    {
        Thread.Sleep(50);
        // Behind the name in brackets: state is the first field, user and system time the 12th and 13th.
        string[] fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return fields[11..13].Sum(field => long.Parse(field, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The child that computes for a process, 0 while there is none.</summary>
    private static int ChildOf(int parent)
    {
        Thread.Sleep(100);
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    // Confined already: the end of its parent is then the kernel's to tell.
                    if (File.ReadAllText($"/proc/{process.Id}/cmdline")
                        .Contains($"{SandboxWorker.Verb}\0{parent}\0", StringComparison.Ordinal)
                        && File.ReadAllText($"/proc/{process.Id}/status").Contains("NoNewPrivs:\t1", StringComparison.Ordinal))
                        return process.Id;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Gone between two looks.
                }
            }
        }
        return 0;
    }

    private static double Difference(Tensor a, Tensor b) => (a.detach() - b).abs().max().ToDouble();
}
#endif
