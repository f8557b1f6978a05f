using System.Globalization;
using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.SpoofForm.Choice>;

namespace Audit.Studies;

/// <summary>Options of spoof: whose certificates, and how they are attacked.</summary>
public sealed class SpoofForm : StudyForm
{
    /// <summary>Bounds that have a gradient.</summary>
    private static readonly BoundMethod[] Spoofable = [.. Enum.GetValues<BoundMethod>().Where(m => m != BoundMethod.Complete)];

    private const string Smoothing = "smoothing";

    /// <summary>Estimation samples of all presets but the papers': a ceiling of 2.46 sigma at alpha = 0.001.</summary>
    private const long CpuN = 1000;

    private const string Papers = "paper";

    /// <summary>What is spoofed, and the preset that the attack starts from; null is the first.</summary>
    internal sealed record Choice(BoundMethod? Bound = null, string? Preset = null);

    private static readonly IReadOnlyList<(string Name, ShadowOptions Options)> VotePresets = ShadowPresets.Known;

    private static readonly IReadOnlyList<(string Name, BoundShadowOptions Options)> BoundPresets =
        [("cpu", BoundShadowOptions.Cpu), (Papers, BoundShadowOptions.Paper), ("paper-crown-ibp", BoundShadowOptions.Paper)];

    private static readonly IReadOnlyList<Setting<Choice>> Choices =
    [
        Declare.Word("certifier",
            "smoothing; or bounds on the margins of the network itself over a ball: ibp, fast-lin, crown-ibp, crown, alpha-crown "
                + "(docs/spoof.md)",
            o => o.Bound, (o, v) => o with { Bound = v },
            [(Smoothing, (BoundMethod?)null), .. Spoofable.Select(m => (m.Name(), (BoundMethod?)m))]),
        Declare.Grammar("preset", $"Options to start from: {Names(VotePresets)}; bounds: {Names(BoundPresets)} (docs/spoof.md)",
            o =>
            o.Preset, (o, v) => o with { Preset = v }, $"one of {Names(VotePresets)} and {Names(BoundPresets)}", name =>
            VotePresets.Any(p => p.Name == name) || BoundPresets.Any(p => p.Name == name) ? name : null, name => name) with
        {
            Default = $"{VotePresets[0].Name}; bounds: {BoundPresets[0].Name}",
        },
    ];

    private static readonly string BoundNames = string.Join(", ", Spoofable.SkipLast(1).Select(m =>
        m.Name()));

    private static readonly Mode Bounds = new($"--certifier {BoundNames} or {Spoofable[^1].Name()}",
        [.. Offer.Of(SpoofedBounds.Settings, new() { Method = BoundMethod.Ibp, Epsilon = double.NaN }),
            .. Defaults(BoundShadowOptions.Settings, BoundPresets)]);

    private static readonly Mode Votes = new($"--certifier {Smoothing}",
    [
        .. Offer.Of(SmoothingOptions.Settings, Start(VotePresets[0].Name)).Select(WithN),
        .. Defaults(ShadowOptions.Settings, VotePresets).Select(WithBounds),
        .. Offer.Of(ArithmeticOptions.Plain, new()),
    ]);

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common => [.. SubjectOptions.Offers(), .. Offer.Of(Choices, new()),
        .. Offer.Of(BatchOption.Settings, new()), .. Offer.Of(TraceOption.Settings, new())];

    /// <inheritdoc/>
    public override IReadOnlyList<Mode> Modes => [Votes, Bounds];

    /// <inheritdoc/>
    public override StudyWork Open(Given given, Action<string> warn)
    {
        var choice = given.Read(Choices, new());
        given.Refuse(choice.Bound is null ? Votes : Bounds, Modes);
        var loader = new SubjectLoader(given.Read(SubjectOptions.Settings(), new()), warn);
        var aside = new Aside(given.Read(BatchOption.Settings, new()).Size, given.Read(TraceOption.Settings, new()).IsOn);
        return choice.Bound is { } method ? OpenBounds(given, method, Preset(BoundPresets, choice), loader, aside, warn)
            : OpenVotes(given, choice, Preset(VotePresets, choice), loader, aside, warn);
    }

    private static string Names<T>(IReadOnlyList<(string Name, T Options)> presets) =>
        string.Join(", ", presets.Select(p => p.Name));

    /// <summary>What changes no answer.</summary>
    internal sealed record Aside(int? Batch, bool Traces);

    private static SpoofWork OpenVotes(Given given, Choice choice, ShadowOptions preset, SubjectLoader loader, Aside aside,
        Action<string> warn)
    {
        var attack = given.Read(ShadowOptions.Settings, preset);
        Check(attack.Validate());
        var options = given.Read(SmoothingOptions.Settings, Start(choice.Preset ?? VotePresets[0].Name));
        Check(options.Validate());
        WarnOfAlpha(options.Alpha, warn);
        var subject = loader.Load(given.Read(ArithmeticOptions.Plain, new()));
        CheckClass(attack.Targets, subject);
        if (subject.WarningOfNoise(options.Model) is { } warning)
            warn(warning);
        subject = SubjectProbe.Demand(subject, options.Model);
        return new SpoofStudy(subject.Question, options, attack, subject.Images.Classes).Work(subject, aside);
    }

    private static SpoofWork OpenBounds(Given given, BoundMethod method, BoundShadowOptions preset, SubjectLoader loader,
        Aside aside,
        Action<string> warn)
    {
        var bounds = given.Read(SpoofedBounds.Settings, new() { Method = method, Epsilon = double.NaN });
        var attack = given.Read(BoundShadowOptions.Settings, preset);
        Check(attack.Validate());
        var subject = loader.Load();
        CheckClass(attack.Targets, subject);
        return new BoundSpoofStudy(subject.Question, bounds, attack, subject.Images.Classes).Work(subject, aside, warn);
    }

    private static void CheckClass(TargetPlan targets, Subject subject)
    {
        int classes = subject.Images.Classes.Count;
        if (targets.Kind == TargetKind.Given && targets.Number >= classes)
            throw new UsageException($"--targets class:C takes a class from 0 to {classes - 1}, got {targets.Number}");
    }

    /// <exception cref="UsageException">The preset is for certifiers of the other kind.</exception>
    private static T Preset<T>(IReadOnlyList<(string Name, T Options)> presets, Choice choice)
    {
        if (choice.Preset is not { } name)
            return presets[0].Options;
        int at = presets.ToList().FindIndex(p => p.Name == name);
        return at >= 0 ? presets[at].Options : throw new UsageException(
            $"--preset {name} is not for --certifier {choice.Bound?.Name() ?? Smoothing}, which takes "
            + Names(presets));
    }

    /// <summary>The papers' certificates have as many samples as the papers say.</summary>
    private static SmoothingOptions Start(string preset) => preset.StartsWith(Papers, StringComparison.Ordinal)
        ? new() { Sigma = double.NaN } : new() { Sigma = double.NaN, N = CpuN };

    private static Offer WithN(Offer offer) => offer.Setting.Name == "n"
        ? offer with { Default = $"{CpuN}; presets paper...: {Start(Papers).N}" } : offer;

    /// <summary>The defaults of the first preset, and where others differ.</summary>
    private static IEnumerable<Offer> Defaults<T>(IReadOnlyList<Setting<T>> settings,
        IReadOnlyList<(string Name, T Options)> presets) =>
        settings.Where(s => s.IsOffered).Select(s =>
        {
            string? own = Short(s.Show(presets[0].Options));
            string? paper = Short(s.Show(presets.First(p => p.Name == Papers).Options));
            return new Offer(s, own is null && paper is null ? null : own == paper ? own
                : $"{own ?? "none"}, preset paper: {paper}");
        });

    /// <summary>The default of both modes, where an option belongs to both.</summary>
    private static Offer WithBounds(Offer offer) => Bounds.Options.FirstOrDefault(b =>
        b.Setting.Name == offer.Setting.Name) is { } other && other.Default != offer.Default
        ? offer with { Default = $"{offer.Default}; bounds: {other.Default}" } : offer;

    private static string? Short(string? text) => text is not null && Numbers.TryReal(text, out double value)
        ? value.ToString("G4", CultureInfo.InvariantCulture) : text;
}
