using System.Text;
using Audit.Formats;
using Audit.Import;
using Audit.Import.Checkpoints;
using Audit.Inputs;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests.Import;

public class ModelLoaderTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        "is a Git LFS pointer, not the file itself: fetch it with git lfs pull")]
    [InlineData("hello, world",
        "is of an unsupported model format: expected ONNX, a PyTorch checkpoint, safetensors, TorchScript or TorchSharp's .dat")]
    public void Load_NoModel_SaysWhatItIs(string content, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.pth", Encoding.Latin1.GetBytes(content));
        Assert.Equal($"{path}: {problem}", Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message);
    }

    [Fact]
    public void Load_OldTar_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        byte[] tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        string path = folder.Write("old.pth", tar);
        Assert.Contains("load and save it once with a newer PyTorch",
            Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message);
    }

    [Fact]
    public void Load_ForeignSafeTensors_FitAChainWhateverTheLayersAreCalled()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, ("module.stem.weight", ones([2, 1, 3, 3])), ("module.stem.bias", zeros([2])),
            ("module.head.weight", ones([3, 2])), ("module.head.bias", zeros([3])));
        var model = ModelLoader.Load(path, new LoadOptions
        {
            Arch = "conv 2 3x3; relu; gap; flatten; fc 3",
            Mean = [0.5f],
            Std = [0.25f]
        });
        Assert.Equal((ModelKind.SafeTensors, new ImageShape(1, 28, 28), 3),
            (model.Kind, model.Graph!.InputShape, model.Graph.Classes));
        using var scope = NewDisposeScope();
        // (0.75 - 0.5) / 0.25 = 1; nine of them in two channels.
        Assert.Equal([18f, 18f, 18f], model.Classifier().Logits(full([1, 1, 28, 28], 0.75)).data<float>().ToArray());
    }

    [Fact]
    public void Load_ChainThatShapesDoNotDetermine_ListsWhatFits()
    {
        using var folder = new TemporaryFolder();
        // 32 to 16 by either of two 3x3 convolutions.
        string path = Write(folder, ("0.weight", ones([4, 3, 3, 3])), ("2.weight", ones([4, 4, 3, 3])),
            ("5.weight", ones([10, 4 * 16 * 16])));
        string message = Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message;
        Assert.Contains("2 choices fit: choose with --arch", message);
        Assert.Contains("\"conv 4 3x3 s1 p1 nobias; relu; conv 4 3x3 s2 p1 nobias; relu; flatten; fc 10 nobias\"", message);
    }

    [Fact]
    public void Load_LayersThatNamesHide_AreNotGuessed()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, ("0.weight", ones([4, 3, 3, 3])), ("9.weight", ones([10, 4 * 32 * 32])));
        Assert.Contains("the layers between '0' and '9' have no weights",
            Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message);
    }

    [Fact]
    public void Load_StoredMeanAndStd_AreTheNormalisation()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, ("0.mean", full([1, 1, 1, 1], 0.5)), ("0.std", full([1, 1, 1, 1], 2)),
            ("1.1.weight", ones([10, 784])), ("1.1.bias", zeros([10])));
        var model = ModelLoader.Load(path);
        Assert.Equal("flatten; fc 10", model.Architecture);
        Assert.Equal([2f], Assert.IsType<Normalize>(model.Graph!.Nodes[1].Op).Std.data<float>().ToArray());
    }

    [Fact]
    public void Load_SafeTensorsThatOverlap_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string header = "{" + string.Join(',', Enumerable.Range(0, 50)
            .Select(k => $"\"{k}.weight\":{{\"dtype\":\"F32\",\"shape\":[100],\"data_offsets\":[0,400]}}")) + "}";
        string path = folder.Write("a.safetensors", [.. BitConverter.GetBytes((long)header.Length),
            .. Encoding.ASCII.GetBytes(header), .. new byte[400]]);
        Assert.Contains("its tensors overlap", Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message);
    }

    [Theory]
    [InlineData(new[] { .5f }, null, "--mean and --std must be given together")]
    [InlineData(new[] { .5f }, new[] { 0f }, "--std must be finite and above 0")]
    [InlineData(new[] { .5f, .5f }, new[] { 1f }, "--mean and --std need equally many numbers, got 2 and 1")]
    public void Load_OptionsThatContradict_AreRefused(float[] mean, float[]? std, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, ("1.weight", ones([10, 784])));
        Assert.Equal(problem, Assert.Throws<UsageException>(() =>
            ModelLoader.Load(path, new LoadOptions { Mean = mean, Std = std })).Message);
    }

    private static string Write(TemporaryFolder folder, params (string Name, Tensor Tensor)[] tensors)
    {
        string path = folder.At("a.safetensors");
        new TensorFile(tensors, new Dictionary<string, string>()).Write(path);
        return path;
    }
}
