using Audit.Formats;
using Audit.Import;
using Audit.Import.Checkpoints;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Tests.Import;

public class TorchSharpWeightsTests : IDisposable
{
    private static readonly string Glyphs = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_WhatWasExported_IsTheSameFunction()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var original = Checkpoint.Load(Glyphs);
        string path = folder.At("glyphs.dat");
        TorchSharpFile.Write(path, TorchSharpWeights.Of(original.Graph));
        var loaded = ModelLoader.Load(path, new LoadOptions { Mean = original.Spec.Normalization?.Mean, Std = original.Spec.Normalization?.Std });
        Assert.Equal(ModelKind.TorchSharp, loaded.Kind);
        Assert.Equal(original.Spec.Name, loaded.Architecture);
        var x = linspace(0, 1, 2 * original.Spec.Input.Elements).reshape(original.Spec.Input.Batch(2));
        Assert.Equal(Forward.Run(original.Graph, x).data<float>().ToArray(), Forward.Run(loaded.Graph!, x).data<float>().ToArray());
    }

    [Fact]
    public void Load_ADamagedFile_IsCalledWhatItIs()
    {
        byte[] bytes = [2, 8, .. "0.weight"u8, 6, 2, 10, 0xff, 0x7f, 0, 0];
        string path = folder.Write("weights.dat", bytes);
        Assert.Contains("tensor '0.weight' of shape [10,16383]", Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message);
    }
}
