using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks.Inference;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Subjects.ArithmeticOptions>;

namespace Audit.Studies.Subjects;

/// <summary>What the network is computed in.</summary>
public sealed record ArithmeticOptions
{
    private const string MixedName = "mixed";

    /// <summary>Arithmetic of the network that is certified or attacked.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Whether most votes come from bfloat16 instead, for a certificate of the float32 network.</summary>
    public bool IsMixed { get; init; }

    /// <summary>Samples that both precisions see; null chooses.</summary>
    public long? Pairs { get; init; }

    /// <summary>How a question names it; null for the default, which older runs do not name.</summary>
    public string? Name => IsMixed ? MixedName : Precision == Precision.Float32 ? null : Written(Precision);

    /// <summary>The options as users give them, of studies that take votes of one network.</summary>
    public static IReadOnlyList<Setting<ArithmeticOptions>> Plain { get; } =
    [
        Declare.Word("precision", "float32; bfloat16, or float16 on CUDA: faster, and about the network so rounded", o => o.Name
            ?? Written(Precision.Float32), With,
            [.. Enum.GetValues<Precision>().Select(p => (Written(p), Written(p)))]),
    ];

    /// <summary>The options as users give them, of studies whose certificates may mix two precisions.</summary>
    public static IReadOnlyList<Setting<ArithmeticOptions>> Mixing { get; } =
    [
        Declare.Word("precision",
            "float32; bfloat16, or float16 on CUDA: faster, and certifies the rounded network; mixed: certifies the float32 "
            + "network by bfloat16 votes and --pairs",
            o => o.Name ?? Written(Precision.Float32), With,
                [.. Enum.GetValues<Precision>().Select(p => (Written(p), Written(p))), (MixedName, MixedName)]),
        Declare.Whole("pairs", "With --precision mixed: samples that both precisions see", o => o.Pairs, (o, v) =>
            o with { Pairs = v }, Limits.Counted) with
        {
            For = new(o => o.IsMixed, "--precision mixed"),
            Default = "n / 10",
        },
    ];

    /// <summary>The precision that a question names.</summary>
    /// <param name="name">Its name; null is float32. Mixed certificates speak of the float32 network too.</param>
    public static Precision Read(string? name) => Enum.GetValues<Precision>()
        .FirstOrDefault(p => Written(p) == name, Precision.Float32);

    private static ArithmeticOptions With(ArithmeticOptions options, string name) =>
        options with { IsMixed = name == MixedName, Precision = Read(name) };

    private static string Written(Precision precision) => precision.ToString().ToLowerInvariant();
}
