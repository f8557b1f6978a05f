using Audit.Formats;
using Audit.Inputs;

namespace Audit.Defences;

/// <summary>One kind of defence as the command line names it.</summary>
public sealed class DefenceKind
{
    private readonly Func<DefenceArguments, Defence> read;

    private DefenceKind(string usage, string summary, IReadOnlyList<string> options, Func<DefenceArguments, Defence> read) =>
        (Usage, Summary, Options, this.read) = (usage, summary, options, read);

    /// <summary>Its name.</summary>
    public string Name => Usage.Split(':')[0];

    /// <summary>Name and options, with their defaults.</summary>
    public string Usage { get; }

    /// <summary>What it does.</summary>
    public string Summary { get; }

    /// <summary>Names of its options, the main one first.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>Every defence. A new one is a new line here.</summary>
    public static IReadOnlyList<DefenceKind> Known { get; } =
    [
        new("bits:3", "rounds pixels to 2^bits levels", ["bits"], a => new BitDepth(a.Whole("bits", new BitDepth().Bits))),
        new("jpeg:75", "JPEG of this quality", ["quality"], a => new Jpeg(a.Whole("quality", new Jpeg().Quality))),
        new("shield", "each 8x8 block from a JPEG of random quality", [], _ => new Shield()),
        new("thermometer:16", "thermometer code of so many levels", ["levels"], a =>
            new Thermometer(a.Whole("levels", new Thermometer().Levels))),
        new("tv:0.03,drop=0.5,steps=100", "total-variation minimisation after dropping pixels", ["lambda", "drop", "steps"],
            a => new TotalVariation(a.Number("drop", new TotalVariation().Drop), a.Number("lambda", new TotalVariation().Lambda),
                a.Whole("steps", new TotalVariation().Steps))),
        new("resize-pad:0.9", "random size from this share up, random place", ["smallest"], a =>
            new ResizePad(a.Number("smallest", new ResizePad().Smallest))),
        new("crops:10,size=0.85", "mean over so many random crops", ["count", "size"],
            a => new RandomCrops(a.Whole("count", new RandomCrops().Count), a.Number("size", new RandomCrops().Size))),
        new("prune:1", "stochastic activation pruning with this share of draws", ["share"], a =>
            new ActivationPruning(a.Number("share", new ActivationPruning().Share))),
        new("noise:0.1", "Gaussian noise of this sigma on the input", ["sigma"], a =>
            new InputNoise(a.Number("sigma", new InputNoise().Sigma))),
        new("saturate:100", "logits times this temperature", ["temperature"], a =>
            new SaturatedSoftmax(a.Number("temperature", new SaturatedSoftmax().Temperature))),
        new("label-only", "tells the class alone", [], _ => new LabelOnly()),
    ];

    /// <summary>Makes one.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    internal Defence Read(DefenceArguments arguments) => read(arguments);
}
