using System.IO.Compression;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Import;
using static TorchSharp.torch;

namespace Audit.Tests.Import;

/// <summary>Stored logits against those of a function that is known.</summary>
public class GoldenNumbersTests
{
    [Theory]
    [InlineData(2f, 0f, true)]
    [InlineData(2f, 0.0015f, true)] // a thousandth of the largest logit
    [InlineData(2f, 0.0025f, false)]
    [InlineData(float.NaN, 0f, false)]
    [InlineData(float.PositiveInfinity, 0f, false)]
    public void Compare_OtherOrNoNumbers_IsRefused(float logit, float off, bool same)
    {
        using var folder = new TemporaryFolder();
        string arrays = folder.At("arrays"), path = folder.At("golden.npz");
        Directory.CreateDirectory(arrays);
        NpyFile.Write(Path.Combine(arrays, "x.npy"), [2, 1, 1, 1], [0, 1]);
        NpyFile.Write(Path.Combine(arrays, "y.npy"), [2, 3], [2, -1, 0, 2, -1, 0]);
        ZipFile.CreateFromDirectory(arrays, path);
        GoldenDifference Compare() =>
            GoldenLogits.Compare("model", path, x => tensor([logit + off, -1f, 0f]).expand(x.size(0), 3).contiguous());
        if (same)
            Assert.Equal((2, 2.0), (Compare().Inputs, Compare().Magnitude));
        else
            Assert.Contains("its logits differ", Assert.Throws<ModelFormatException>(Compare).Message, StringComparison.Ordinal);
    }
}
