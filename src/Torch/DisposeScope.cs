namespace TorchSharp;

/// <summary>Disposes, at its end, every tensor that was created on this thread since its start and not moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? current;

    private readonly DisposeScope? outer;
    private bool isDisposed;
    private readonly HashSet<torch.Tensor> tensors = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope()
    {
        outer = current;
        current = this;
    }

    internal static DisposeScope? Current => current;

    internal void Include(torch.Tensor tensor)
    {
        tensors.Add(tensor);
        tensor.Scope = this;
    }

    internal void Exclude(torch.Tensor tensor)
    {
        tensors.Remove(tensor);
        tensor.Scope = null;
    }

    /// <summary>Hands a tensor to the enclosing scope, or to the garbage collector where there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        if (disposable is torch.Tensor tensor && tensors.Contains(tensor))
        {
            Exclude(tensor);
            outer?.Include(tensor);
        }
        return disposable;
    }

    /// <summary>Takes a tensor out of every scope: it lives until it is disposed or collected.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (disposable is torch.Tensor tensor && tensors.Contains(tensor))
            Exclude(tensor);
        return disposable;
    }

    public void Dispose()
    {
        isDisposed = true;
        while (current is { isDisposed: true })
            current = current.outer;
        foreach (var tensor in tensors)
        {
            tensor.Scope = null;
            tensor.Dispose();
        }
        tensors.Clear();
    }
}

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => new();
}
