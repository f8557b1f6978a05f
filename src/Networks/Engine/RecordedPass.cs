using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>One forward pass of a batch that waits for its gradient.</summary>
internal sealed unsafe class RecordedPass : IDisposable
{
    private readonly ImageShape shape;
    private readonly int classes;
    private readonly Tensor images;
    private readonly List<CompiledUnits.Part> parts;
    private readonly SafeHandle?[] forwards;
    private bool spent;

    /// <param name="compiled">The network, compiled with gradients.</param>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="images">[N,C,H,W], contiguous float32.</param>
    public RecordedPass(CompiledUnits compiled, ImageShape shape, int classes, Tensor images)
    {
        (this.shape, this.classes) = (shape, classes);
        this.images = images.alias().DetachFromDisposeScope();
        parts = compiled.Cover(checked((int)images.size(0)));
        forwards = new SafeHandle?[parts.Count];
        Logits = Forward();
    }

    /// <summary>[N,classes]; belongs to the scope in which the pass was made.</summary>
    public Tensor Logits { get; }

    /// <summary>Product of a gradient in the logits with the network's Jacobian.</summary>
    /// <param name="seed">[N,classes].</param>
    /// <param name="keep">Whether others may be asked for; the forward pass is then done again.</param>
    /// <returns>[N,C,H,W].</returns>
    public Tensor Backward(Tensor seed, bool keep)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        if (spent)
            Forward();
        spent = true;
        var weights = seed.to(float32).contiguous();
        var gradient = empty(images.shape);
        fixed (byte* from = weights.bytes, to = gradient.bytes)
        {
            var (source, result) = ((nint)from, (nint)to);
            // The last unit's values are the likeliest to be in the cache still.
            Pieces.ForEach(parts.Count, 0, piece => Backward(parts.Count - 1 - piece, (float*)source, (float*)result));
        }
        return gradient.to(seed.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int k = 0; k < forwards.Length; k++)
        {
            if (Interlocked.Exchange(ref forwards[k], null) is { } forward)
                parts[k].Network.Forget(forward);
        }
        images.Dispose();
    }

    private Tensor Forward()
    {
        var logits = empty([images.size(0), classes]);
        fixed (byte* from = images.bytes, to = logits.bytes)
        {
            var (source, result) = ((nint)from, (nint)to);
            Pieces.ForEach(parts.Count, 0, k =>
            {
                var (first, rows, network) = parts[k];
                float* own = (float*)source + ((long)first * shape.Elements), given = (float*)result + ((long)first * classes);
                if (rows == network.Unit)
                {
                    forwards[k] = network.Forward(own, given);
                    return;
                }
                float[] filled = new float[network.Unit * shape.Elements], all = new float[network.Unit * classes];
                new ReadOnlySpan<float>(own, rows * shape.Elements).CopyTo(filled);
                fixed (float* f = filled, a = all)
                    forwards[k] = network.Forward(f, a);
                all.AsSpan(0, rows * classes).CopyTo(new Span<float>(given, rows * classes));
            });
        }
        return logits;
    }

    private void Backward(int k, float* seeds, float* gradients)
    {
        var (first, rows, network) = parts[k];
        var forward = Interlocked.Exchange(ref forwards[k], null)!;
        float* own = seeds + ((long)first * classes), given = gradients + ((long)first * shape.Elements);
        if (rows == network.Unit)
        {
            network.Backward(forward, own, given);
            return;
        }
        float[] filled = new float[network.Unit * classes], all = new float[network.Unit * shape.Elements];
        new ReadOnlySpan<float>(own, rows * classes).CopyTo(filled);
        fixed (float* f = filled, a = all)
            network.Backward(forward, f, a);
        all.AsSpan(0, rows * shape.Elements).CopyTo(new Span<float>(given, rows * shape.Elements));
    }
}
