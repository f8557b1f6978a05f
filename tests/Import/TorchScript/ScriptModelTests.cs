using Audit.Formats;
using Audit.Import;
using Audit.Import.TorchScript;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests.Import.TorchScript;

public class ScriptModelTests
{
    /// <summary>With a TorchSharp package nothing can look at the code: such a file must be trusted to be run at all.</summary>
#if LIBTORCH
    private const bool MustTrust = false;
#else
    private const bool MustTrust = true;
#endif

    [TorchTheory]
    [InlineData("script.pt")]
    [InlineData("script-training.pt")]
    public void Load_Script_AgreesAndHasGradients(string file)
    {
        var model = ModelLoader.Load(TorchOracle.File(file),
            new LoadOptions { Golden = TorchOracle.File("script.npz"), Sandbox = new() { Trust = MustTrust } });
        Assert.Equal((ModelKind.TorchScript, null), (model.Kind, model.Graph));
        Assert.InRange(model.Golden!.Largest, 0, 1e-4);
        Assert.Equal(file == "script-training.pt", model.Warnings.Any(w => w.Contains("saved in training mode")));
        var classifier = model.Classifier();
        Assert.Equal((new ImageShape(1, 28, 28), 10), (classifier.InputShape, classifier.Classes));
        using var scope = NewDisposeScope();
        var x = full([1, 1, 28, 28], 0.5, requires_grad: true);
        var gradient = autograd.grad([classifier.Logits(x).select(1, 3).sum()], [x])[0];
        Assert.True(gradient.abs().sum().ToDouble() > 0);
    }

#if LIBTORCH
    [TorchTheory]
    [InlineData("script-writes.pt", "aten::save (in __torch__.Writes.forward")]
    [InlineData("script-reads.pt", "aten::from_file (in __torch__.Reads.forward")]
    public void Load_ScriptThatReachesFiles_IsRefusedUnrun(string file, string named)
    {
        var e = Assert.Throws<ModelFormatException>(() => ModelLoader.Load(TorchOracle.File(file)));
        Assert.Contains(named, e.Message);
        Assert.EndsWith("which is not among the operators that only compute: refused", e.Message);
    }
#else
    [Fact]
    public void Load_WithoutALookAtTheCode_IsRefusedUnlessTrusted()
    {
        using var folder = new TemporaryFolder();
        string path = new HandMadeScript { Code = HandMadeScript.Module() }.Write(folder.At("model.pt"));
        var e = Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path,
            new LoadOptions { Input = new ImageShape(1, 28, 28) }));
        Assert.Contains("--trust-torchscript", e.Message);
    }
#endif

    [Fact]
    public void Load_Trusted_RunsInThisProcessAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = new HandMadeScript { Code = HandMadeScript.Module("y = torch.mul(x, x)") }.Write(folder.At("model.pt"));
        var model = ModelLoader.Load(path, new LoadOptions
        {
            Input = new ImageShape(1, 28, 28),
            Sandbox = new() { Trust = true }
        });
        Assert.Equal("this process, unchecked", model.Sandbox);
        Assert.Contains(model.Warnings, w => w.Contains("--trust-torchscript"));
        using var classifier = (ScriptClassifier)model.Classifier();
        using var scope = NewDisposeScope();
        Assert.Equal(2 * 784 * 0.25, classifier.Logits(full([2, 1, 28, 28], 0.5)).sum().ToDouble());
    }
}
