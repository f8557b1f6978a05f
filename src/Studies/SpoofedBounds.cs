using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.SpoofedBounds>;

namespace Audit.Studies;

/// <summary>The certificates by bounds that are spoofed.</summary>
public sealed record SpoofedBounds
{
    /// <summary>The bound.</summary>
    public required BoundMethod Method { get; init; }

    /// <summary>Radius of the ball, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Norm of the ball: L-infinity or L2.</summary>
    public Norm Norm { get; init; } = Norm.Linf;

    /// <summary>What certificates are computed in; the attack climbs in float32 in any case.</summary>
    public BoundArithmetic Arithmetic { get; init; } = BoundArithmetic.Float32;

    /// <summary>Whether the ball is clipped to [0,1].</summary>
    public bool Clip { get; init; } = true;

    /// <summary>The same as options of the certifier.</summary>
    public BoundOptions Options => new()
    {
        Method = Method,
        Epsilon = Epsilon,
        Clip = Clip,
        Norm = Norm,
        Arithmetic = Arithmetic
    };

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<SpoofedBounds>> Settings { get; } =
    [
        Declare.Part("certifier", o => o.Method.Name()),
        Declare.Real("epsilon", "Radius of the ball that bounds certify, in pixel units of [0,1], such as 8/255",
            o => o.Epsilon, (o, v) => o with { Epsilon = v }, Limits.Size) with
        {
            IsNeeded = true,
        },
        Declare.Flag("no-clip", "Do not cut that ball to [0,1] (the official code does not)", o => !o.Clip, o =>
            o with { Clip = false }) with
        {
            Key = "clip",
            Stored = o => o.Clip,
        },
        Declare.Word("arithmetic",
            "What certificates are computed in: float32, float64 or sound (float64 with every rounding error "
            + "enclosed); the attack climbs in float32", o => o.Arithmetic, (o, v) => o with { Arithmetic = v },
            Enum.GetValues<BoundArithmetic>().Select(a => (a.Name(), a))),
        Declare.Word("norm", "Norm of the ball: linf or l2", o => o.Norm, (o, v) => o with { Norm = v }, ("linf", Norm.Linf),
            ("l2", Norm.L2)) with
        {
            Stored = o => o.Norm == Norm.Linf ? null : o.Norm.Name(),
        },
    ];
}
