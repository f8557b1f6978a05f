using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Datasets;
using Audit.Import;
using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Image by image against outcomes of an independent implementation (tests/oracles/strong_attacks.py, which says how
/// each
/// file of tests/Attacks/Outcomes is printed). Seeds differ: what both find may differ by a few images.</summary>
[Trait("Category", "Long")]
public class StoredOutcomesTests
{
    private sealed record Outcome(int Index, int Label, bool Correct, bool Robust, double Distance);

    [SharedTheory("models", "pytorch", "cifar_cnn_a_adv.model")]
    [InlineData("square-l2-2-ibp0.3", "square", Norm.L2, 2)]
    [InlineData("apgd-ce-l1-6-cifar_cnn_a_adv", "apgd-ce", Norm.L1, 6)]
    [InlineData("apgd-ce-l2-1.5-kw-pgd0.1", "apgd-ce", Norm.L2, 1.5)]
    [InlineData("apgd-t-linf-0.15-kw-pgd0.1", "apgd-t", Norm.Linf, 0.15)]
    [InlineData("square-linf-0.3-ibp0.3", "square", Norm.Linf, 0.3)]
    public void Attack_IsAsStrongAsThePublishedOne(string file, string name, Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var outcomes = Read(file);
        var (model, x, labels) = Subject(file, outcomes.Count);
        int[] correct = [.. outcomes.Where(o => o.Correct).Select(o => o.Index)];
        var session = new AttackSession(model, new OracleOptions(), new JudgeOptions());
        var ours = session.Run(AttackCatalog.Create(new AttackOptions { Name = name, Norm = norm }), x, labels,
            [.. outcomes.Select(o => (long)o.Index)], norm, [.. outcomes.Select(_ => epsilon)], new Rng(0));
        Assert.Equal(correct, ours.Where(o => o.CleanCorrect).Select(o => (int)o.Image));
        int[] kept = [.. ours.Where(o => o.Robust).Select(o => (int)o.Image)];
        int[] theirs = [.. outcomes.Where(o => o.Robust).Select(o => o.Index)];
        Assert.True(kept.Except(theirs).Count() <= 1,
            $"left standing here [{string.Join(' ', kept)}], there [{string.Join(' ', theirs)}]");
        foreach (var outcome in ours)
            outcome.XAdv.Dispose();
    }

    [SharedTheory("data", "mnist")]
    [InlineData("pgd-bisected-l2-kw-standard")]
    public void CarliniWagner_DoesNotLoseToABisectedPgd(string file)
    {
        using var scope = NewDisposeScope();
        var outcomes = Read(file);
        var (model, x, labels) = Subject(file, outcomes.Count);
        long[] classes = [.. labels.Select(l => (long)l)];
        var result = new CarliniWagner().Run(Trial.Task(model, x, classes, Norm.L2, double.PositiveInfinity));
        double[] sizes = BallAndBoxTests.Size(result.XAdv - x, Norm.L2).to(float64).data<double>().ToArray();
        Assert.All(outcomes.Where(o => o.Correct), o =>
            Assert.True(result.Found[o.Index] && sizes[o.Index] <= o.Distance * 1.01,
                $"image {o.Index}: {sizes[o.Index]}, PGD {o.Distance}"));
    }

    private static List<Outcome> Read(string file) =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "Attacks", "Outcomes", $"{file}.txt"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(p => new Outcome(int.Parse(p[0], CultureInfo.InvariantCulture), int.Parse(p[1], CultureInfo.InvariantCulture),
                p[2] == "1", p[3] == "1", p.Length > 4 ? Distance(p[4]) : double.NaN))];

    private static double Distance(string text) =>
        text == "inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    private static (IClassifier Model, Tensor X, int[] Labels) Subject(string file, int count)
    {
        bool cifar = file.Contains("cifar", StringComparison.Ordinal);
        string name = file.Contains("ibp0.3", StringComparison.Ordinal) ? "mnist-cnn-small-ibp0.3"
            : file.Contains("pgd0.1", StringComparison.Ordinal) ? "mnist-kw-small-pgd0.1" : "mnist-kw-small-standard";
        string path = cifar ? SharedFolder.Find("models", "pytorch", "cifar_cnn_a_adv.model")
            : Path.Combine(Repository.Root, "models", $"{name}.safetensors");
        var options = cifar ? new LoadOptions { Mean = [.485f, .456f, .406f], Std = [.225f, .225f, .225f] } : new LoadOptions();
        string data = cifar ? "cifar10" : "mnist";
        var images = DataSpec.Parse($"{data}:{SharedFolder.Find("data", data)}").Load(Split.Test);
        var x = zeros([count, images.Channels, images.Height, images.Width]);
        for (int k = 0; k < count; k++)
            images.CopyTo(k, MemoryMarshal.Cast<byte, float>(x.bytes).Slice(k * images.ImageSize, images.ImageSize));
        return (ModelLoader.Load(path, options).Classifier(), x, [.. Enumerable.Range(0, count).Select(images.Label)]);
    }
}
