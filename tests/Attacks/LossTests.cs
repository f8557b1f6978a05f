using Audit.Attacks;
using Audit.Inputs;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Losses against values worked by hand, for logits (2, 1, 0, -1) with label 0 and target 2.</summary>
public class LossTests
{
    private static readonly double LogSum = Math.Log(Math.Exp(2) + Math.Exp(1) + 1 + Math.Exp(-1));

    public static readonly TheoryData<string, double, double> Expected = new()
    {
        { "ce", LogSum - 2, 0 - LogSum },
        { "margin", 1 - 2, 0 - 2 },
        { "dlr", -(2.0 - 1) / (2 - 0), -(2.0 - 0) / (2 - ((0 - 1) / 2.0)) },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Of_HandExample_IsTheDefinition(string name, double away, double towards)
    {
        using var scope = NewDisposeScope();
        ILoss loss = name switch { "ce" => new CrossEntropy(), "margin" => new Margin(), _ => new DifferenceOfLogitsRatio() };
        var logits = tensor([2.0, 1, 0, -1], [1, 4]);
        var label = tensor([0L], [1]);
        Assert.Equal(away, loss.Of(logits, new Aim(label)).ToDouble(), 9);
        Assert.Equal(towards, loss.Of(logits, new Aim(label, tensor([2L], [1]))).ToDouble(), 9);
        Assert.Equal(towards, loss.Of(logits, new Aim(label, Guide: tensor([2L], [1]))).ToDouble(), 9);
    }

    [Fact]
    public void Dlr_ShiftAndScaleOfLogits_ChangeNothing()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([2.0, 1, 0.5, -1], [1, 4]);
        var aim = new Aim(tensor([1L], [1]));
        var dlr = new DifferenceOfLogitsRatio();
        Assert.Equal(dlr.Of(logits, aim).ToDouble(), dlr.Of(logits * 1000 + 5, aim).ToDouble(), 9);
    }

    [Fact]
    public void Dlr_TooFewClasses_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<UsageException>(() => new DifferenceOfLogitsRatio()
            .Of(zeros([1, 2]), new Aim(tensor([0L], [1]))));
        Assert.Contains("at least 3 classes, got 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Met_NaN_LeavesTheLabel_AndReachesNoClass()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([double.NaN, 1, 0, 1, 0, 0, 0, 1, 0], [3, 3]);
        Assert.Equal([true, false, true], new Aim(tensor([0L, 0L, 0L], [3])).Met(logits).data<bool>().ToArray());
        Assert.Equal([false, false, false], new Aim(tensor([0L, 0L, 0L], [3]), tensor([1L, 2L, 2L], [3])).Met(logits).data<bool>()
            .ToArray());
    }
}
