using Audit.Formats;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests.Import.TorchScript;

public class ScriptModelTests
{
    [TorchTheory]
    [InlineData("script.pt")]
    [InlineData("script-training.pt")]
    public void Load_Script_AgreesAndHasGradients(string file)
    {
        var model = ModelLoader.Load(TorchOracle.File(file), new LoadOptions { Golden = TorchOracle.File("script.npz") });
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

    [TorchTheory]
    [InlineData("script-writes.pt", "aten::save (in __torch__.Writes.forward")]
    [InlineData("script-reads.pt", "aten::from_file (in __torch__.Reads.forward")]
    public void Load_ScriptThatReachesFiles_IsRefusedUnrun(string file, string named)
    {
        var e = Assert.Throws<ModelFormatException>(() => ModelLoader.Load(TorchOracle.File(file)));
        Assert.Contains(named, e.Message);
        Assert.EndsWith("which is not among the operators that only compute: refused", e.Message);
    }
}
