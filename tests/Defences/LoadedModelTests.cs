using Audit.Defences;
using Audit.Import;
using Audit.Noise;

namespace Audit.Tests.Defences;

public class LoadedModelTests
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "models",
        "glyphs-cnn-small-sigma0.25.safetensors");

    /// <summary>Bounds of the bare network would be no certificates of the defended one.</summary>
    [Fact]
    public void Behind_ADefence_ShowsNoGraph()
    {
        var bare = ModelLoader.Load(Path, new LoadOptions());
        var defended = bare.Behind([new BitDepth()], new Rng(1));
        Assert.NotNull(bare.Graph);
        Assert.Null(defended.Graph);
        Assert.Equal([new BitDepth()], ((DefendedClassifier)defended.Classifier()).Defences);
    }

    [Fact]
    public void Behind_NoDefence_IsTheSame()
    {
        var bare = ModelLoader.Load(Path, new LoadOptions());
        Assert.Same(bare, bare.Behind([], new Rng(1)));
    }
}
