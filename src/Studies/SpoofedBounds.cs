using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.SpoofedBounds>;

namespace Audit.Studies;

/// <summary>The certificates by bounds that are spoofed.</summary>
public sealed record SpoofedBounds
{
    /// <summary>The bound.</summary>
    public required BoundMethod Method { get; init; }

    /// <summary>Radius of the L-infinity ball, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Whether the ball is clipped to [0,1].</summary>
    public bool Clip { get; init; } = true;

    /// <summary>The same as options of the certifier.</summary>
    public BoundOptions Options => new() { Method = Method, Epsilon = Epsilon, Clip = Clip };

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<SpoofedBounds>> Settings { get; } =
    [
        Declare.Part("certifier", o => o.Method.Name()),
        Declare.Real("epsilon", "Radius of the L-infinity ball of ibp and crown-ibp, in pixel units of [0,1], such as 8/255",
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
        Declare.Part("arithmetic", o => o.Options.Arithmetic.Name()),
    ];
}
