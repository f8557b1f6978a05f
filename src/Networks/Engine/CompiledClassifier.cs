using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>A graph run by the compiled engine on the CPU, gradients in the images included; where it has none of those,
/// operations are recorded by libtorch.</summary>
/// <remarks>Agreement with <see cref="Interpreters.Forward"/>, by precision: docs/performance.md.</remarks>
public sealed unsafe class CompiledClassifier : IUnitClassifier, IInputGradient
{
    private readonly Graph graph;
    private readonly Lazy<GraphClassifier> recorded;
    private readonly CompiledUnits units;
    private readonly Lazy<CompiledUnits?> withGradient;
    private volatile bool refused;

    private CompiledClassifier(Graph graph, Precision precision, Action<string>? warn)
    {
        this.graph = graph;
        Precision = precision;
        units = new CompiledUnits(graph, precision, gradient: false);
        recorded = new(() => new GraphClassifier(graph, CPU, precision));
        withGradient = new(() => CompileGradient(warn));
    }

    /// <summary>The engine, such as "oneDNN 2.6.3"; null where there is none.</summary>
    public static string? EngineVersion => EngineLibrary.Version;

    /// <summary>Why there is no engine, one line; null where there is one.</summary>
    public static string? EngineMissing => EngineLibrary.Missing;

    /// <summary>Arithmetic of the layers.</summary>
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
        if (why is not null || Try(() => new CompiledClassifier(graph, precision, warn), out why) is not { } compiled
            || Try(() => SelfCheck.Logits(graph, precision, compiled), out why) is not { } agreement)
            return new Compilation(null, why, null);
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
        : Try(() => Built(new CompiledClassifier(graph, precision, null)), out _);

    /// <summary>A step that the engine refuses shows when a network is built.</summary>
    private static CompiledClassifier Built(CompiledClassifier compiled)
    {
        _ = compiled.units.Largest;
        return compiled;
    }

    /// <summary>Where gradients turn out to be those of another function nothing runs on the engine any more.</summary>
    private CompiledUnits? CompileGradient(Action<string>? warn)
    {
        string? disagreement = null;
        var compiled = Try(() =>
        {
            var made = new CompiledUnits(graph, Precision, gradient: true);
            disagreement = SelfCheck.Gradient(graph, Precision, (x, loss, losses) => InputGradient(made, x, loss, losses));
            return made;
        }, out _);
        if (disagreement is null)
            return compiled;
        warn?.Invoke($"runs through libtorch, not the compiled engine: {disagreement}");
        refused = true;
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
    public int Unit => units.Unit;

    /// <inheritdoc/>
    /// <remarks>Where gradients are on, the graph that they go back through holds this network as one step, if it has compiled
    /// gradients; there are no second derivatives then.</remarks>
    public Tensor Logits(Tensor x, Draws draws = default)
    {
        if (is_grad_enabled() && x.requires_grad)
            return Differentiable(x);
        if (refused)
            return recorded.Value.Logits(x);
        using var scope = NewDisposeScope();
        var images = Images(x);
        int count = checked((int)images.size(0));
        var logits = empty([count, Classes]);
        fixed (byte* from = images.bytes, to = logits.bytes)
        {
            var (source, result) = ((nint)from, (nint)to);
            var parts = units.Cover(count);
            Pieces.ForEach(parts.Count, 0, piece =>
            {
                var (first, rows, network) = parts[piece];
                float* own = (float*)source + (long)first * InputShape.Elements, given = (float*)result + (long)first * Classes;
                if (rows == network.Unit)
                {
                    network.Logits(own, given);
                    return;
                }
                float[] all = new float[network.Unit * Classes];
                fixed (float* f = Filled(own, rows, network.Unit), a = all)
                    network.Logits(f, a);
                all.AsSpan(0, rows * Classes).CopyTo(new Span<float>(given, rows * Classes));
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
        if (refused)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            recorded.Value.Logits(tensor(images.ToArray(), InputShape.Batch(Unit))).data<float>().ToArray().CopyTo(logits);
            return;
        }
        fixed (float* from = images, to = logits)
            units.Largest.Logits(from, to);
    }

    private Tensor Differentiable(Tensor x)
    {
#if LIBTORCH
        if (withGradient.Value is { } compiled)
        {
            using var scope = NewDisposeScope();
            var pass = new RecordedPass(compiled, InputShape, Classes, Images(x));
            return TorchSharp.Sandboxing.External.Attach(x, pass.Logits, pass.Backward, pass.Dispose).MoveToOuterDisposeScope();
        }
#else
        // What compares gradients takes the engine out of use where they differ.
        _ = withGradient.Value;
#endif
        return recorded.Value.Logits(x);
    }

    /// <summary>Images filled up with black ones to a unit.</summary>
    internal float[] Filled(float* images, int rows, int unit)
    {
        float[] filled = new float[unit * InputShape.Elements];
        new ReadOnlySpan<float>(images, rows * InputShape.Elements).CopyTo(filled);
        return filled;
    }

    /// <inheritdoc/>
    public bool HasInputGradient => withGradient.Value is not null;

    /// <inheritdoc/>
    public Tensor InputGradient(Tensor x, RowLoss loss, Span<double> losses) =>
        InputGradient(withGradient.Value ?? throw new NotSupportedException("this network has no compiled gradient"), x, loss,
            losses);

    private Tensor InputGradient(CompiledUnits compiled, Tensor x, RowLoss loss, Span<double> losses)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var images = Images(x);
        int count = checked((int)images.size(0)), elements = InputShape.Elements;
        if (losses.Length != count)
            throw new ArgumentException($"losses must be as long as the batch = {count}, got {losses.Length}");
        var gradient = empty(InputShape.Batch(count));
        fixed (byte* from = images.bytes, to = gradient.bytes)
        fixed (double* values = losses)
        {
            var (source, result, told) = ((nint)from, (nint)to, (nint)values);
            var parts = compiled.Cover(count);
            Pieces.ForEach(parts.Count, 0, piece =>
            {
                var (first, rows, network) = parts[piece];
                float* own = (float*)source + (long)first * elements, slope = (float*)result + (long)first * elements;
                float[] logits = new float[network.Unit * Classes], logitsGradient = new float[network.Unit * Classes];
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
                    if (rows == network.Unit)
                    {
                        network.Gradient(own, l, slope, Losses);
                        return;
                    }
                    // The last unit is filled up with black images, whose gradients are dropped.
                    float[] dropped = new float[network.Unit * elements];
                    fixed (float* p = Filled(own, rows, network.Unit), d = dropped)
                        network.Gradient(p, l, d, Losses);
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
