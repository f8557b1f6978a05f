using Audit.Formats;
using Audit.Import;
using Audit.Import.Checkpoints;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Tests.Import;

public class TorchSharpWeightsTests : IDisposable
{
    private static readonly string Glyphs = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    /// <summary>
    /// What Module.save of TorchSharp 0.99.6 wrote for Sequential(Conv2d(1, 2, 2), BatchNorm2d(2), ReLU(), Flatten(), Linear(2,
    /// 3)), its k-th tensor set to (k, k + 1, ...) / 4.
    /// </summary>
    private const string OfTorchSharp =
        "CQtjb252LndlaWdodAYEAgECAgAAAAAAAIA+AAAAPwAAQD8AAIA/AACgPwAAwD8AAOA/"
        + "CWNvbnYuYmlhcwYBAgAAgD4AAAA/CWJuLndlaWdodAYBAgAAAD8AAEA/B2JuLmJpYXMGAQIAAEA/"
        + "AACAPwlmYy53ZWlnaHQGAgMCAACAPwAAoD8AAMA/AADgPwAAAEAAABBA"
        + "B2ZjLmJpYXMGAQMAAKA/AADAPwAA4D8PYm4ucnVubmluZ19tZWFuBgECAADAPwAA4D8OYm4ucnVubmluZ192YXIGAQIAAOA/"
        + "AAAAQBZibi5udW1fYmF0Y2hlc190cmFja2VkBAAAAAAAAAAAAA==";

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
        var loaded = ModelLoader.Load(path, new LoadOptions
        {
            Mean = original.Spec.Normalization?.Mean,
            Std = original.Spec.Normalization?.Std
        });
        Assert.Equal(ModelKind.TorchSharp, loaded.Kind);
        Assert.Equal(original.Spec.Name, loaded.Architecture);
        var x = linspace(0, 1, 2 * original.Spec.Input.Elements).reshape(original.Spec.Input.Batch(2));
        Assert.Equal(Forward.Run(original.Graph, x).data<float>().ToArray(), Forward.Run(loaded.Graph!, x).data<float>()
            .ToArray());
    }

    [Fact]
    public void Load_AFileOfTorchSharp_GivesItsLogits()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        string path = folder.Write("module.dat", Convert.FromBase64String(OfTorchSharp));
        var graph = ModelLoader.Load(path, new LoadOptions
        {
            Arch = "conv 2 2x2; bn; relu; flatten; fc 3",
            Input = new(1, 2, 2)
        }).Graph!;
        float[] logits = Forward.Run(graph, arange(0, 8, float32).reshape(2, 1, 2, 2) / 8).data<float>().ToArray();
        // As TorchSharp printed them, for the same images.
        float[] expected = [2.9014728f, 3.8563523f, 4.8112316f, 5.007951f, 6.833769f, 8.659586f];
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        // And back: the same bytes, but for the order (TorchSharp writes statistics last).
        TorchSharpFile.Write(folder.At("back.dat"), TorchSharpWeights.Of(graph));
        Assert.Equal(TorchSharpFile.Read(path).Tensors.Count, TorchSharpFile.Read(folder.At("back.dat")).Tensors.Count);
    }

    [Fact]
    public void Load_ADamagedFile_IsCalledWhatItIs()
    {
        byte[] bytes = [2, 8, .. "0.weight"u8, 6, 2, 10, 0xff, 0x7f, 0, 0];
        string path = folder.Write("weights.dat", bytes);
        Assert.Contains("tensor '0.weight' of shape [10,16383]",
            Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path)).Message);
    }
}
