using Audit.Formats;
using Audit.Inputs;

namespace Audit.Defences;

/// <summary>One kind of defence as the command line names it.</summary>
public sealed class DefenceKind
{
    private readonly Func<DefenceArguments, Defence> read;

    private DefenceKind(string usage, IReadOnlyList<string> options, Func<DefenceArguments, Defence> read) =>
        (Usage, Options, this.read) = (usage, options, read);

    /// <summary>Its name.</summary>
    public string Name => Usage.Split(':')[0];

    /// <summary>Name and options, with their defaults.</summary>
    public string Usage { get; }

    /// <summary>Names of its options, the main one first.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>Every defence. A new one is a new line here.</summary>
    public static IReadOnlyList<DefenceKind> Known { get; } =
    [
        new("bits:3", ["bits"], a => new BitDepth(a.Whole("bits", new BitDepth().Bits))),
        new("jpeg:75", ["quality"], a => new Jpeg(a.Whole("quality", new Jpeg().Quality))),
        new("shield", [], _ => new Shield()),
        new("thermometer:16", ["levels"], a =>
            new Thermometer(a.Whole("levels", new Thermometer().Levels))),
        new("tv:0.03,drop=0.5,steps=100", ["lambda", "drop", "steps"],
            a => new TotalVariation(a.Number("drop", new TotalVariation().Drop), a.Number("lambda", new TotalVariation().Lambda),
                a.Whole("steps", new TotalVariation().Steps))),
        new("resize-pad:0.9", ["smallest"], a =>
            new ResizePad(a.Number("smallest", new ResizePad().Smallest))),
        new("crops:10,size=0.85", ["count", "size"],
            a => new RandomCrops(a.Whole("count", new RandomCrops().Count), a.Number("size", new RandomCrops().Size))),
        new("prune:1", ["share"], a =>
            new ActivationPruning(a.Number("share", new ActivationPruning().Share))),
        new("noise:0.1", ["sigma"], a =>
            new InputNoise(a.Number("sigma", new InputNoise().Sigma))),
        new("saturate:100", ["temperature"], a =>
            new SaturatedSoftmax(a.Number("temperature", new SaturatedSoftmax().Temperature))),
        new("label-only", [], _ => new LabelOnly()),
    ];

    /// <summary>Makes one.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    internal Defence Read(DefenceArguments arguments) => read(arguments);
}
