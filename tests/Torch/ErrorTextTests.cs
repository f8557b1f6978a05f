// TorchSharp keeps libtorch's own text, and ends the process in two of these.
#if LIBTORCH
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Torch;

public class ErrorTextTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    private static void Says(Action wrong, params string[] parts)
    {
        var error = Assert.ThrowsAny<Exception>(wrong);
        Assert.DoesNotContain('\n', error.Message);
        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }

    [Fact]
    public void Conv2d_WrongChannels_NamesOperatorAndShapes() =>
        Says(() => F.conv2d(zeros([1, 3, 8, 8]), zeros([4, 5, 3, 3])), "aten::conv2d", "[1, 3, 8, 8]", "[4, 5, 3, 3]",
            "channels");

    [Fact]
    public void Matmul_WrongShapes_NamesOperatorAndShapes() =>
        Says(() => zeros([2, 3]).matmul(zeros([2, 3])), "aten::matmul", "[2, 3]");

    [Fact]
    public void Cat_WrongShapes_NamesOperatorAndEachShape() =>
        Says(() => cat([zeros([2, 3]), zeros([3, 4])]), "aten::cat", "[2, 3]", "[3, 4]");

    [Fact]
    public void CrossEntropy_WrongTargets_NamesTypesAndShapes() =>
        Says(() => F.cross_entropy(zeros([2, 3]), zeros([5], int64)), "aten::cross_entropy_loss", "Float[2, 3]", "Long[5]");

    [Fact]
    public void Add_InPlaceWithWrongShape_NamesOperator() =>
        Says(() => zeros(2).add_(zeros(3)), "aten::add_.Tensor", "[2]", "[3]");

    [Fact]
    public void Grad_WithoutAGraph_IsOneLine() => Says(() => autograd.grad([zeros(1)], [zeros(1)]), "grad");
}
#endif
