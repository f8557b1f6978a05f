using static TorchSharp.torch;

namespace Audit.Tests.Torch;

/// <summary>
/// What compiles against src/Torch compiles against TorchSharp: torchsharp-api.txt lists, as facts, those members of TorchSharp
/// 0.99.6 and 0.107.0 that src/Torch offers. Run against TorchSharp itself, the list is checked against it.
/// </summary>
public class ApiSurfaceTests
{
    private static readonly string[] Versions = ["0.99.6", "0.107.0"];

#if LIBTORCH
    [Fact]
    public void EachMember_OfSrcTorch_IsTorchSharpsInBothVersions()
    {
        string[] own = [.. ApiSignatures.Of(typeof(Tensor).Assembly)];
        Assert.True(own.Length > 200, $"only {own.Length} members were found");
        foreach (string version in Versions)
        {
            var theirs = List(version).Select(ApiSignature.Parse).ToLookup(s => s.Head);
            string[] alone = [.. own.Where(line => !theirs[ApiSignature.Parse(line).Head]
                .Any(ApiSignature.Parse(line).IsCoveredBy))];
            Assert.True(alone.Length == 0,
                $"TorchSharp {version} has no such member (add its own signature to torchsharp-api.txt where it "
                + $"has):\n{string.Join('\n', alone)}");
        }
    }
#else
    [Fact]
    public void EachLine_OfTheList_IsInTorchSharp()
    {
        var there = ApiSignatures.Of(typeof(Tensor).Assembly).ToHashSet();
        // A version between the two may be like either.
        Assert.Contains(Versions, version => List(version).All(there.Contains));
    }
#endif

    [Theory]
    [InlineData("Tensor.sum(Int64 dim) : Tensor", "Tensor.sum(Int64 dim, Boolean keepdim = False) : Tensor", true)]
    [InlineData("Tensor.sum(Int64 dim) : Tensor", "Tensor.sum(Int64 dim, Boolean keepdim) : Tensor", false)]
    [InlineData("Tensor.sum(Int64 axis) : Tensor", "Tensor.sum(Int64 dim) : Tensor", false)]
    [InlineData("Tensor.sum(Int64 axis_) : Tensor", "Tensor.sum(Int64 dim) : Tensor", true)]
    [InlineData("Tensor.sum(Int64 dim = 0) : Tensor", "Tensor.sum(Int64 dim) : Tensor", false)]
    [InlineData("Tensor.sum(Int64 dim) : Tensor", "Tensor.sum(Int64 dim = 0) : Tensor", true)]
    [InlineData("Tensor.sum(Int64 dim) : Tensor", "Tensor.sum(Int32 dim) : Tensor", false)]
    [InlineData("Tensor.sum(Int64 dim) : Tensor", "TensorExtensionMethods.sum static(Int64 dim) : Tensor", false)]
    [InlineData("Tensor.max(Int64 dim) : ValueTuple<Tensor, Tensor>", "Tensor.max(Int64 dim) : Tensor", false)]
    [InlineData("torch.f static(Func<Int64, Tensor> f, Int64 k) : Tensor",
        "torch.f static(Func<Int64, Tensor> f, Int64 k) : Tensor", true)]
    [InlineData("ScalarType.Bool = 11", "ScalarType.Bool = 12", false)]
    [InlineData("Tensor.shape : Int64[]", "Tensor.shape : Int64[]", true)]
    public void IsCoveredBy_Calls_ThatCompileAndMeanTheSame(string own, string theirs, bool expected) =>
        Assert.Equal(expected, ApiSignature.Parse(own).IsCoveredBy(ApiSignature.Parse(theirs)));

    /// <summary>Lines without a version in front are those of both.</summary>
    private static IEnumerable<string> List(string version)
    {
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "tests", "Torch", "torchsharp-api.txt")))
        {
            string? only = Array.Find(Versions, v => line.StartsWith(v + " ", StringComparison.Ordinal));
            if (line.Length > 0 && line[0] != '#' && (only is null || only == version))
                yield return only is null ? line : line[(only.Length + 1)..];
        }
    }
}
