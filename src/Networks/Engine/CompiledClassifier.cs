using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>A graph run by the compiled engine on the CPU; operations are recorded, where gradients are on, by libtorch
/// instead.</summary>
/// <remarks>Agreement with <see cref="Interpreters.Forward"/>, by precision: docs/performance.md.</remarks>
public sealed unsafe class CompiledClassifier : IUnitClassifier, IInputGradient
{
    private readonly Graph graph;
    private readonly GraphClassifier recorded;
    private readonly CompiledNetwork network;
    private readonly Lazy<CompiledNetwork?> withGradient;

    private CompiledClassifier(Graph graph, Precision precision, Action<string>? warn)
    {
        this.graph = graph;
        Precision = precision;
        network = new CompiledNetwork(graph, precision, gradient: false);
        recorded = new GraphClassifier(graph, CPU);
        withGradient = new(() => CompileGradient(warn));
    }

    /// <summary>The engine, such as "oneDNN 2.6.3"; null where there is none.</summary>
    public static string? EngineVersion => EngineLibrary.Version;

    /// <summary>Why there is no engine, one line; null where there is one.</summary>
    public static string? EngineMissing => EngineLibrary.Missing;

    /// <summary>Arithmetic of the layers; recorded operations are float32.</summary>
    public Precision Precision { get; }

    /// <summary>Compiles a graph and compares it with libtorch (<see cref="SelfCheck"/>): there is no compiled network where the
    /// two disagree, the engine is missing or has no step for an op.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="precision">Arithmetic of the layers.</param>
    /// <param name="warn">Told once, in one line, where gradients of the compiled network turn out to disagree.</param>
    public static Compilation Compile(Graph graph, Precision precision, Action<string>? warn = null)
    {
        string? why = EngineLibrary.Version is null ? EngineLibrary.Missing
            : precision == Precision.Float16 ? "float16 is for CUDA devices"
            : precision == Precision.Bfloat16 && !EngineLibrary.HasBfloat16 ? "this processor has no bfloat16 instructions"
            : null;
        if (why is not null || Try(() => new CompiledClassifier(graph, precision, warn), out why) is not { } compiled)
            return new Compilation(null, why, null);
        var agreement = SelfCheck.Logits(graph, precision, compiled);
        return agreement.Disagreement is { } disagreement ? new Compilation(null, disagreement, agreement)
            : new Compilation(compiled, null, agreement);
    }

    /// <summary>The same, for callers that only need to know why not.</summary>
    public static CompiledClassifier? TryCreate(Graph graph, Precision precision, out string? why)
    {
        var result = Compile(graph, precision);
        why = result.Why;
        return result.Classifier;
    }

    /// <summary>A compiled graph that nothing was compared with; null where it cannot be compiled.</summary>
    internal static CompiledClassifier? Unchecked(Graph graph, Precision precision) =>
        EngineLibrary.Version is null || (precision == Precision.Bfloat16 && !EngineLibrary.HasBfloat16) ? null
        : Try(() => new CompiledClassifier(graph, precision, null), out _);

    private CompiledNetwork? CompileGradient(Action<string>? warn)
    {
        if (Try(() => new CompiledNetwork(graph, Precision, gradient: true), out _) is not { } compiled)
            return null;
        if (SelfCheck.Gradient(graph, Precision, (x, loss, losses) => InputGradient(compiled, x, loss, losses))
            is not { } disagreement)
            return compiled;
        warn?.Invoke($"gradients run through libtorch, not the compiled engine: {disagreement}");
        return null;
    }

    private static T? Try<T>(Func<T> make, out string? why)
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

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default)
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
                var part = new ReadOnlySpan<float>((float*)source + (long)first * InputShape.Elements,
                    rows * InputShape.Elements);
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
            throw new ArgumentException(
                $"a unit is {Unit} images of {InputShape}, got {images.Length} pixels and {logits.Length} logits");
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
    public Tensor InputGradient(Tensor x, RowLoss loss, Span<double> losses) =>
        InputGradient(withGradient.Value ?? throw new NotSupportedException("this network has no compiled gradient"), x, loss,
            losses);

    private Tensor InputGradient(CompiledNetwork compiled, Tensor x, RowLoss loss, Span<double> losses)
    {
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
