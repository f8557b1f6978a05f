using System.Diagnostics;
using Audit.Attacks;
using Audit.Formats.Numpy;
using Audit.Import;
using Audit.Networks.Interpreters;
using Audit.Records.Certificates;
using Audit.Tests.Import;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Adversarial images of real networks against an independent PyTorch script (tests/oracles/attacks.py), step for
/// step.</summary>
public class PyTorchAgreementTests
{
    private const double Epsilon = 0.1;
    private const int Steps = 5;

    [SharedTorchTheory]
    [InlineData("mnist_cnn_small")]
    [InlineData("mnist")]
    [InlineData("mnist_a_adv")]
    public void AdversarialImages_AreThoseOfPyTorch(string name)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string weights = SharedFolder.Find("models", "pytorch", name + ".pth");
        var expected = Oracle(weights, SharedFolder.Find("models", "golden", name + ".npz"), folder.At("oracle.npz"));
        var graph = ModelLoader.Load(weights).Graph!;
        var model = new FunctionClassifier(graph.InputShape, graph.Classes, x => Forward.Run(graph, x));
        var clean = Of(expected["x"]);
        long[] labels = [.. expected["labels"].ToSingle().Select(l => (long)l)];
        Assert.Equal(labels, Trial.Labels(model, clean));

        AttackTask Task(Norm norm) => Trial.Task(model, clean, labels, norm, Epsilon);
        foreach (var norm in (Norm[])[Norm.Linf, Norm.L2, Norm.L1])
            Near(expected[$"fgm-{norm.ToString().ToLowerInvariant()}"], GradientAttack.Fgm(norm).Run(Task(norm)).XAdv);

        var wave = arange(1.0, graph.InputShape.Elements + 1.0, 1.0, float32).cos().reshape(graph.InputShape.Batch(1))
            .expand(clean.shape);
        foreach (var (kind, norm, step, start) in ((string, Norm, IStepRule, Tensor)[])
        [
            ("pgd", Norm.Linf, new SteepestStep(Norm.Linf, 0.25), wave * Epsilon),
            ("pgd-l2", Norm.L2, new SteepestStep(Norm.L2, 0.5), zeros_like(clean)),
        ])
        {
            var task = Task(norm);
            var projection = new BallAndBox(norm, clean, task.Budget);
            var objective = new LossObjective(task, new CrossEntropy());
            var watched = new Watched(objective, (delta, taken) =>
            {
                if (taken > 0)
                    Near(expected[$"{kind}-{taken}"], clean + delta);
            });
            var end = new Ascent(Steps, new ScaledStep(step, task.Budget), projection).Run(projection.Apply(start), watched);
            Near(expected[$"{kind}-{Steps}"], clean + end);
        }
        // Every image that MI-FGSM shows its victim: x*_0 to x*_(T-1), and x*_T once more for its class.
        var shown = new List<Tensor>();
        var recorded = new FunctionClassifier(graph.InputShape, graph.Classes, x =>
        {
            shown.Add(x.detach().clone().DetachFromDisposeScope());
            return Forward.Run(graph, x);
        });
        Near(expected[$"mi-fgsm-{Steps}"], new MiFgsm(Steps).Run(Trial.Task(recorded, clean, labels, Norm.Linf, Epsilon)).XAdv);
        for (int t = 1; t <= Steps; t++)
            Near(expected[$"mi-fgsm-{t}"], shown[t]);
        shown.ForEach(x => x.Dispose());
    }

    private static void Near(NpyArray expected, Tensor found)
    {
        double furthest = (Of(expected) - found).abs().max().ToDouble();
        Assert.True(furthest <= 1e-5, $"furthest pixel: {furthest}");
    }

    private static Tensor Of(NpyArray array) => tensor(array.ToSingle(), array.Shape);

    private static NpzFile Oracle(string weights, string golden, string file)
    {
        string script = Path.Combine(Repository.Root, "tests", "oracles", "attacks.py");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
            [script, weights, golden, file])
        { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return NpzFile.Read(file);
    }

    /// <summary>Shows each perturbation to a test before it is evaluated.</summary>
    private sealed class Watched(IObjective inner, Action<Tensor, int> look) : IObjective
    {
        public Objective Evaluate(Tensor delta, int step)
        {
            look(delta, step);
            return inner.Evaluate(delta, step);
        }
    }
}

/// <summary>A theory on real networks that asks PyTorch; skipped, with the reason, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTorchTheoryAttribute : TheoryAttribute
{
    public SharedTorchTheoryAttribute() => Skip = TorchOracle.WhyNot
        ?? (SharedFolder.Has("models", "pytorch") ? null
        : $"{SharedFolder.Find("models", "pytorch")} is not there; set AUDIT_SHARED.");
}
