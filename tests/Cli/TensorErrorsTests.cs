using System.Runtime.InteropServices;
using Audit.Cli.Commands;
using Audit.Cli.Terminal;
using Audit.Inputs;
using Audit.Records.Plots;
using static TorchSharp.torch;

namespace Audit.Tests.Cli;

/// <summary>Failures of the tensor library and of gnuplot, as a user sees them.</summary>
public class TensorErrorsTests
{
    [Fact]
    public void FirstLine_OfLibtorchsStack_IsWhatWentWrong() =>
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
        Causes.FirstLine(new ExternalException(
            "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)\nException raised from meta at LinearAlgebra.cpp:57\nframe "
            + "#0: c10::Error")));

    [Fact]
    public void FirstLine_OfALibraryThatDidNotStart_IsTheReason() => Assert.Equal("TorchSharp needs libtorch-cpu",
        Causes.FirstLine(new TypeInitializationException("TorchSharp.torch",
            new NotSupportedException("\nTorchSharp needs libtorch-cpu\n\nTrace:\n   Trying"))));

    [Fact]
    public void Guard_AMissingLibrary_IsTheMachinesFault()
    {
        Assert.Equal(Errors.BadInput,
            Errors.Guard(() => throw new DllNotFoundException(
            "Unable to load shared library 'LibTorchSharp'\n/a/b.so: cannot open")));
        Assert.Equal(Errors.BadInput,
            Errors.Guard(() => throw new NotSupportedException("doesn't contain a reference to libtorch-cpu\nTrace")
            {
                Source =
            "TorchSharp"
            }));
    }

    [Fact]
    public void Guard_AnErrorInTensors_IsAMessage()
    {
        Assert.Equal(Errors.Internal, Errors.Guard(() => (int)zeros([2, 3]).add(zeros([4, 5])).dim()));
        Assert.Equal(Errors.Internal, Errors.Guard(() => zeros([2, 3]).t().bytes.Length));
    }

    [Fact]
    public void Drawn_WithoutGnuplot_WarnsOnceAndGoesOn()
    {
        var warnings = new List<string>();
        var drawn = DemoCommand.Drawn(["a.svg", "b.svg", "c.svg"], path => _ = path == "b.svg" ? 0
            : throw new PlotException("no gnuplot"), warnings.Add);
        Assert.Equal(["b.svg"], drawn);
        Assert.Equal(["no gnuplot"], warnings);
    }
}
