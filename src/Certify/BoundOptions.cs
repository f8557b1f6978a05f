using Audit.Bounds;
using Audit.Bounds.Complete;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Certify.BoundOptions>;

namespace Audit.Certify;

/// <summary>What bounds are computed in.</summary>
public enum BoundArithmetic
{
    /// <summary>As fast as it goes; right up to rounding errors.</summary>
    Float32,

    /// <summary>Rounding errors near 1e-12 instead of 1e-4.</summary>
    Float64,

    /// <summary>float64 with every rounding error enclosed: what is verified holds in real numbers (<see
    /// cref="Rounding"/>).</summary>
    Sound,
}

/// <summary>What is asked of bounds.</summary>
public sealed record BoundOptions
{
    public required BoundMethod Method { get; init; }

    /// <summary>Norm of the region: L-infinity or L2.</summary>
    public Norm Norm { get; init; } = Norm.Linf;

    /// <summary>Size of the region, pixel units; null to search the largest that is certified.</summary>
    public required double? Epsilon { get; init; }

    /// <summary>Cuts the region to [0,1]: only images that exist count.</summary>
    public bool Clip { get; init; } = true;

    public BoundArithmetic Arithmetic { get; init; } = BoundArithmetic.Float32;

    /// <summary>Slope below open ReLUs; null for the method's own.</summary>
    public LowerSlope? LowerSlope { get; init; }

    /// <summary>Memory for the rows of backward passes, MiB.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Gradient steps of alpha-crown.</summary>
    public int AlphaSteps { get; init; } = new AlphaOptions().Steps;

    /// <summary>Time for an image under branch and bound, seconds.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>Keeps the bound of every class's margin in the record, not the smallest alone.</summary>
    public bool Margins { get; init; }

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<BoundOptions>> Settings { get; } =
    [
        Declare.Part("method", o => o.Method.Name()),
        Declare.Word("norm", "Bounds: linf or l2", o => o.Norm, (o, v) => o with { Norm = v }, ("linf", Norm.Linf),
            ("l2", Norm.L2)),
        Declare.Real("epsilon", "Bounds: size of the region, pixel units of [0,1], such as 0.1 or 8/255", o => o.Epsilon,
            (o, v) => o with { Epsilon = v }, Limits.Size),
        Declare.Flag("radius", "Bounds: search the largest size that is certified, instead of --epsilon", o => o.Epsilon is null,
            Largest) with
        {
            Stored = o => o.Epsilon is null ? "largest" : null,
        },
        Declare.Flag("no-clip", "Bounds: do not clip the region to [0,1]", o => !o.Clip,
            o => o with { Clip = false }) with
        {
            Key = "clip",
            Stored = o => o.Clip ? "yes" : "no",
        },
        Declare.Word("arithmetic", "Bounds: float32, float64 or sound (float64 with every rounding error enclosed)", o =>
            o.Arithmetic, (o, v) => o with { Arithmetic = v },
            Enum.GetValues<BoundArithmetic>().Select(a => (a.Name(), a))),
        Declare.WordOrNone("lower-slope",
            "Bounds: slope below open ReLUs of crown-ibp, crown and alpha-crown (its start): adaptive, zero or one", o =>
            o.LowerSlope,
            (o, v) => o with { LowerSlope = v }, ("adaptive", Audit.Bounds.LowerSlope.Adaptive),
                ("zero", Audit.Bounds.LowerSlope.Zero), ("one", Audit.Bounds.LowerSlope.One)) with
        {
            For = new(o => o.Method is BoundMethod.CrownIbp or BoundMethod.Crown or BoundMethod.AlphaCrown,
                "--method crown-ibp, crown or alpha-crown"),
            Default = "adaptive",
        },
        // How much is done at once decides how sums are grouped, and so the last bits of margins.
        Declare.Whole("bound-memory", "Bounds: MiB for the rows of backward passes; more rows are done in parts", o =>
            o.MemoryMiB, (o, v) => o with { MemoryMiB = v }, new(1, 1 << 20)) with
        {
            For = new(o => o.Method != BoundMethod.Ibp, "--method fast-lin, crown-ibp, crown, alpha-crown or complete"),
            Key = "bound_memory_mib",
        },
        Declare.Whole("alpha-steps", "Gradient steps of alpha-crown", o => o.AlphaSteps, (o, v) => o with { AlphaSteps = v },
            new(1, 10_000)) with
        {
            For = new(o => o.Method == BoundMethod.AlphaCrown, "--method alpha-crown"),
        },
        Declare.Whole("timeout", "Seconds for each image under --method complete", o => o.TimeoutSeconds, (o, v) => o with
        {
            TimeoutSeconds = v,
        }, new(1, 1_000_000)) with
        {
            For = new(o => o.Method == BoundMethod.Complete, "--method complete"),
            Key = "timeout_s",
        },
        Declare.Flag("margins", "Bounds: record the bound of every class's margin, not only the smallest", o => o.Margins,
            o => o with { Margins = true }) with
        {
            Stored = o => o.Margins ? "all" : null,
        },
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Settings.Problems(this))
            yield return problem;
        foreach (var setting in Settings.Where(s => s.Name == "lower-slope" && LowerSlope is not null && !s.Applies(this)))
            yield return $"{Method.Name()} has no lower slope to choose";
        foreach (string problem in ProblemsOfComplete())
            yield return problem;
    }

    /// <summary>What branch and bound cannot do.</summary>
    private IEnumerable<string> ProblemsOfComplete()
    {
        if (Method != BoundMethod.Complete)
            yield break;
        if (Epsilon is null)
            yield return "--method complete decides a region of given size: give --epsilon, not --radius";
        if (Norm != Norm.Linf)
            yield return "--method complete is for --norm linf";
        if (Arithmetic != BoundArithmetic.Sound)
            yield return $"--method complete computes in sound arithmetic, got {Arithmetic.Name()}";
        if (Margins)
            yield return "--margins is for bounds: --method complete stops at the smallest";
    }

    /// <summary>Users choose between a size and the largest; until they have, the size is no number.</summary>
    private static BoundOptions Largest(BoundOptions options) => options.Epsilon is double chosen && !double.IsNaN(chosen)
        ? throw new UsageException("--radius searches the largest size: leave out --epsilon") : options with { Epsilon = null };

    internal AlphaOptions Alpha => new() { Steps = AlphaSteps };

    internal CompleteOptions Complete => new() { Seconds = TimeoutSeconds, Backward = Crown };

    internal CrownOptions Crown => new()
    {
        LowerSlope = Method == BoundMethod.FastLin ? Audit.Bounds.LowerSlope.Parallel : LowerSlope
            ?? Audit.Bounds.LowerSlope.Adaptive,
        MemoryBytes = (long)MemoryMiB << 20,
    };
}

/// <summary>Names as users type them and records store them.</summary>
public static class BoundNames
{
    /// <summary>float32, float64, sound.</summary>
    public static string Name(this BoundArithmetic arithmetic) => arithmetic switch
    {
        BoundArithmetic.Float32 => "float32",
        BoundArithmetic.Float64 => "float64",
        _ => "sound",
    };
}
