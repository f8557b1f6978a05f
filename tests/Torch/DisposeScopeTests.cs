using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

public class DisposeScopeTests
{
    [Fact]
    public void Dispose_OfNestedScopes_EndsEachScopesOwnTensors()
    {
        Tensor outer, inner, moved, detached;
        using (NewDisposeScope())
        {
            outer = zeros(1);
            using (var scope = NewDisposeScope())
            {
                inner = zeros(1);
                moved = scope.MoveToOuter(zeros(1));
                detached = scope.Detach(zeros(1));
            }
            Assert.True(inner.IsInvalid);
            Assert.False(outer.IsInvalid);
            Assert.False(moved.IsInvalid);
        }
        Assert.True(outer.IsInvalid);
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void MoveToOuterDisposeScope_FromTheOutermost_LeavesTheTensorAlive()
    {
        Tensor moved, detached;
        using (NewDisposeScope())
        {
            moved = zeros(1).MoveToOuterDisposeScope();
            using (NewDisposeScope())
                detached = zeros(1).DetachFromDisposeScope();
        }
        Assert.False(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        moved.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void MoveToOuter_OfATensorOfAnotherScope_ChangesNothing()
    {
        using var outermost = NewDisposeScope();
        Tensor x;
        using (NewDisposeScope())
        {
            x = zeros(1);
            using var inner = NewDisposeScope();
            inner.MoveToOuter(x);
            inner.Detach(x);
        }
        Assert.True(x.IsInvalid);
    }

    [Fact]
    public void Dispose_OutOfOrder_NewTensorsBelongToALivingScope()
    {
        Tensor x;
        using (NewDisposeScope())
        {
            var first = NewDisposeScope();
            var second = NewDisposeScope();
            first.Dispose();
            second.Dispose();
            x = zeros(1);
        }
        Assert.True(x.IsInvalid);
    }

#if LIBTORCH
    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var scope = NewDisposeScope();
        var x = zeros(1);
        x.Dispose();
        x.Dispose();
        scope.Dispose();
        scope.Dispose();
        Assert.True(x.IsInvalid);
    }

    [Fact]
    public void Use_AfterDispose_ThrowsObjectDisposed()
    {
        var x = zeros(1);
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x.shape);
        Assert.Throws<ObjectDisposedException>(() => x + 1);
        using var y = zeros(1);
        Assert.Throws<ObjectDisposedException>(() => y.add(x));
        Assert.Throws<ObjectDisposedException>(() => cat([y, x]));
    }
#endif

    [Fact]
    public void Scopes_OfDifferentThreads_DoNotSeeEachOther()
    {
        var here = NewDisposeScope();
        Tensor? there = null;
        var thread = new Thread(() => there = zeros(1));
        thread.Start();
        thread.Join();
        here.Dispose();
        Assert.False(there!.IsInvalid);
        there.Dispose();
    }
}
