using Audit.Inputs;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;

namespace Audit.Tests.Networks.Architectures;

public class ChainParserTests
{
    [Fact]
    public void Parse_OwnText_ComesBack()
    {
        const string Text = "conv 16 4x4 s2 p1 nobias; bn; relu; maxpool 2x2 s2 p0; flatten; fc 100; relu; fc 10 nobias";
        Assert.Equal(Text, ChainParser.Parse(Text).ToString());
    }

    [Fact]
    public void Parse_Defaults_AreStrideOneNoPaddingAndThePoolsKernel() =>
        Assert.Equal("conv 16 3x3 s1 p0; avgpool 2x2 s2 p0; flatten; fc 10",
            ChainParser.Parse(" conv 16  3x3;avgpool 2x2 ;flatten;linear 10; ").ToString());

    [Theory]
    [InlineData("conv x 3x3", "character 6: expected a number of channels, got 'x'")]
    [InlineData("relu; conv 3 3x4", "character 14: expected a square kernel such as 3x3, got '3x4'")]
    [InlineData("conv 3", "character 1: expected a square kernel such as 3x3 after it, got 'nothing'")]
    [InlineData("conv 3 3x3 s0", "character 12: expected s and a number from 1 to 64, got 's0'")]
    [InlineData("fc 10 relu", "character 7: expected ';' or the end, got 'relu'")]
    [InlineData("tanh", "character 1: expected a layer out of conv, fc, maxpool, avgpool, relu, flatten, bn, gap, dropout, got "
        + "'tanh'")]
    public void Parse_Wrong_SaysWhereAndWhat(string text, string problem) =>
        Assert.Equal($"architecture '{text}', {problem}", Assert.Throws<UsageException>(() => ChainParser.Parse(text)).Message);

    [Fact]
    public void Build_WithoutFlatten_SaysSo()
    {
        var e = Assert.Throws<UsageException>(() => Build("conv 4 3x3; fc 10", new ImageShape(1, 28, 28)));
        Assert.Contains("layer 1 (fc 10): a flatten must come before it, got 4x26x26", e.Message);
    }

    [Fact]
    public void Build_KernelLargerThanTheImage_SaysSo() =>
        Assert.Contains("nothing is left of 1x28x28", Assert.Throws<UsageException>(() =>
            Build("conv 4 30x30; flatten; fc 10", new ImageShape(1, 28, 28))).Message);

    [Fact]
    public void Build_EveryKnownChain_IsBuiltForMnistOrCifar()
    {
        foreach (string name in KnownChains.All.Keys)
        {
            var input = name is "kw-cifar-vgg" or "crown-ibp-10layer" ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
            Assert.Equal(10, Build(name, input).Classes);
        }
    }

    private static Graph Build(string name, ImageShape input) =>
        Architecture.Build(new ArchitectureSpec(name, input, 10, null), new Initializer(new Rng(1)));
}
