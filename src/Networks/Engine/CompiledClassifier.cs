using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>A graph run by the compiled engine on the CPU; operations are recorded, where gradients are on, by libtorch instead.</summary>
/// <remarks>Agreement with <see cref="Interpreters.Forward"/>, by precision: docs/performance.md.</remarks>
public sealed unsafe class CompiledClassifier : IUnitClassifier, IInputGradient
{
    private readonly Graph graph;
    private readonly GraphClassifier recorded;
    private readonly CompiledNetwork network;
    private readonly Lazy<CompiledNetwork?> withGradient;

    private CompiledClassifier(Graph graph, Precision precision)
    {
        this.graph = graph;
        Precision = precision;
        network = new CompiledNetwork(graph, precision, gradient: false);
        recorded = new GraphClassifier(graph, CPU);
        withGradient = new(() => Compile(() => new CompiledNetwork(graph, precision, gradient: true), out _));
    }

    /// <summary>The engine, such as "oneDNN 2.6.3"; null where there is none.</summary>
    public static string? EngineVersion => EngineLibrary.Version;

    /// <summary>Arithmetic of the layers; recorded operations are float32.</summary>
    public Precision Precision { get; }

    /// <summary>Compiles a graph, unless the engine is missing, has no step for an op, or would be slower than libtorch.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="precision">Arithmetic of the layers.</param>
    /// <param name="why">Why there is none, one line.</param>
    public static CompiledClassifier? TryCreate(Graph graph, Precision precision, out string? why)
    {
        if (EngineLibrary.Version is null)
            why = "it was not built (oneDNN 2's headers, Debian's libdnnl-dev, were not there)";
        else if (precision == Precision.Float16)
            why = "float16 is for CUDA devices";
        else if (precision == Precision.Bfloat16 && !EngineLibrary.HasBfloat16)
            why = "this processor has no bfloat16 instructions";
        else
            return Compile(() => new CompiledClassifier(graph, precision), out why);
        return null;
    }

    private static T? Compile<T>(Func<T> make, out string? why)
        where T : class
    {
        try
        {
            why = null;
            return make();
        }
        catch (Exception e) when (e is UnsupportedOpException or ExternalException or OverflowException)
        {
            why = e.Message;
            return null;
        }
    }

    /// <inheritdoc/>
    public ImageShape InputShape => graph.InputShape;

    /// <inheritdoc/>
    public int Classes => graph.Classes;

    /// <inheritdoc/>
    public Device Device => CPU;

    /// <inheritdoc/>
    public int Unit => network.Unit;

    /// <summary>Which code runs each step, one line a step.</summary>
    public string Description => network.Description;

    /// <inheritdoc/>
    public Tensor Logits(Tensor x)
    {
        if (is_grad_enabled() && x.requires_grad)
            return recorded.Logits(x);
        using var scope = NewDisposeScope();
        var images = Images(x);
        int count = checked((int)images.size(0));
        var logits = empty([count, Classes]);
        fixed (byte* from = images.bytes, to = logits.bytes)
        {
            var (source, result) = ((nint)from, (nint)to);
            Pieces.ForEach((count + Unit - 1) / Unit, 0, piece =>
            {
                int first = piece * Unit, rows = Math.Min(Unit, count - first);
                var part = new ReadOnlySpan<float>((float*)source + (long)first * InputShape.Elements, rows * InputShape.Elements);
                var own = new Span<float>((float*)result + (long)first * Classes, rows * Classes);
                if (rows == Unit)
                    UnitLogits(part, own);
                else
                    PartLogits(part, own);
            });
        }
        return logits.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void UnitLogits(ReadOnlySpan<float> images, Span<float> logits)
    {
        if (images.Length != Unit * InputShape.Elements || logits.Length != Unit * Classes)
            throw new ArgumentException($"a unit is {Unit} images of {InputShape}, got {images.Length} pixels and {logits.Length} logits");
        fixed (float* from = images, to = logits)
            network.Logits(from, to);
    }

    private void PartLogits(ReadOnlySpan<float> images, Span<float> logits)
    {
        float[] all = new float[Unit * Classes];
        float[] filled = new float[Unit * InputShape.Elements];
        images.CopyTo(filled);
        UnitLogits(filled, all);
        all.AsSpan(0, logits.Length).CopyTo(logits);
    }

    /// <inheritdoc/>
    public bool HasInputGradient => withGradient.Value is not null;

    /// <inheritdoc/>
    public Tensor InputGradient(Tensor x, RowLoss loss, Span<double> losses)
    {
        var compiled = withGradient.Value ?? throw new NotSupportedException("this network has no compiled gradient");
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var images = Images(x);
        int count = checked((int)images.size(0));
        if (losses.Length != count)
            throw new ArgumentException($"losses must be as long as the batch = {count}, got {losses.Length}");
        var gradient = empty(InputShape.Batch(count));
        int unit = compiled.Unit, elements = InputShape.Elements;
        fixed (byte* from = images.bytes, to = gradient.bytes)
        fixed (double* values = losses)
        {
            var (source, result, told) = ((nint)from, (nint)to, (nint)values);
            Pieces.ForEach((count + unit - 1) / unit, 0, piece =>
            {
                int first = piece * unit, rows = Math.Min(unit, count - first);
                float* own = (float*)source + (long)first * elements, slope = (float*)result + (long)first * elements;
                float[] logits = new float[unit * Classes], logitsGradient = new float[unit * Classes];
                void Losses()
                {
                    for (int row = 0; row < rows; row++)
                    {
                        var part = new Range(row * Classes, (row + 1) * Classes);
                        ((double*)told)[first + row] = loss(first + row, logits.AsSpan(part), logitsGradient.AsSpan(part));
                    }
                    logitsGradient.CopyTo(logits, 0);
                }
                fixed (float* l = logits)
                {
                    if (rows == unit)
                    {
                        compiled.Gradient(own, l, slope, Losses);
                        return;
                    }
                    // The last unit is filled up with black images, whose gradients are dropped.
                    float[] padded = new float[unit * elements], dropped = new float[unit * elements];
                    new ReadOnlySpan<float>(own, rows * elements).CopyTo(padded);
                    fixed (float* p = padded, d = dropped)
                        compiled.Gradient(p, l, d, Losses);
                    dropped.AsSpan(0, rows * elements).CopyTo(new Span<float>(slope, rows * elements));
                }
            });
        }
        return gradient.MoveToOuterDisposeScope();
    }

    private Tensor Images(Tensor x)
    {
        long[] shape = x.shape;
        var s = InputShape;
        if (shape.Length != 4 || shape[1] != s.Channels || shape[2] != s.Height || shape[3] != s.Width)
            throw new ArgumentException($"x must be [N,{s.Channels},{s.Height},{s.Width}], got [{string.Join(',', shape)}]");
        return x.detach().to(float32).contiguous();
    }
}
