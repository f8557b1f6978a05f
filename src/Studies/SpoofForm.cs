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
    private const string Smoothing = "smoothing";

    /// <summary>Estimation samples of preset cpu: a ceiling of 2.46 sigma at alpha = 0.001.</summary>
    private const long CpuN = 1000;

    /// <summary>What is spoofed, and the preset that the attack starts from.</summary>
    internal sealed record Choice(BoundMethod? Bound = null, bool Paper = false);

    private static readonly IReadOnlyList<Setting<Choice>> Choices =
    [
        Declare.Word("certifier",
            "smoothing; ibp or crown-ibp: bounds on the margins of the network itself over an L-infinity ball (docs/spoof.md)",
            o => o.Bound, (o, v) => o with { Bound = v },
            [(Smoothing, (BoundMethod?)null), .. new[] { BoundMethod.Ibp, BoundMethod.CrownIbp }.Select(m =>
                (m.Name(), (BoundMethod?)m))]),
        Declare.Word("preset", "paper: the official code's setting for this certifier; cpu: useful on two cores", o => o.Paper,
            (o, v) => o with { Paper = v }, ("cpu", false), ("paper", true)),
    ];

    private static readonly Mode Bounds = new("--certifier ibp or crown-ibp",
        [.. Offer.Of(SpoofedBounds.Settings, new() { Method = BoundMethod.Ibp, Epsilon = double.NaN }),
            .. Presets(BoundShadowOptions.Settings, BoundShadowOptions.Cpu, BoundShadowOptions.Paper)]);

    private static readonly Mode Votes = new($"--certifier {Smoothing}",
    [
        .. Offer.Of(SmoothingOptions.Settings, Start(paper: false)).Select(WithN),
        .. Presets(ShadowOptions.Settings, ShadowOptions.Cpu, ShadowOptions.Paper).Select(WithBounds),
        .. Offer.Of(ArithmeticOptions.Plain, new()),
    ]);

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common => [.. Offer.Of(SubjectOptions.Settings(), new()), .. Offer.Of(Choices, new()),
        .. Offer.Of(BatchOption.Settings, new())];

    /// <inheritdoc/>
    public override IReadOnlyList<Mode> Modes => [Votes, Bounds];

    /// <inheritdoc/>
    public override StudyWork Open(Given given, Action<string> warn)
    {
        var choice = given.Read(Choices, new());
        given.Refuse(choice.Bound is null ? Votes : Bounds, Modes);
        var loader = new SubjectLoader(given.Read(SubjectOptions.Settings(), new()), warn);
        int? batch = given.Read(BatchOption.Settings, new()).Size;
        return choice.Bound is { } method ? OpenBounds(given, method, choice.Paper, loader, batch, warn)
            : OpenVotes(given, choice.Paper, loader, batch, warn);
    }

    private static SpoofWork OpenVotes(Given given, bool paper, SubjectLoader loader, int? batch, Action<string> warn)
    {
        var attack = given.Read(ShadowOptions.Settings, paper ? ShadowOptions.Paper : ShadowOptions.Cpu);
        Check(attack.Validate());
        var options = given.Read(SmoothingOptions.Settings, Start(paper));
        Check(options.Validate());
        WarnOfAlpha(options.Alpha, warn);
        var subject = loader.Load(given.Read(ArithmeticOptions.Plain, new()));
        if (subject.WarningOfNoise(options.Model) is { } warning)
            warn(warning);
        subject = SubjectProbe.Demand(subject, options.Model);
        return new SpoofStudy(subject.Question, options, attack, subject.Images.Classes).Work(subject, batch);
    }

    private static SpoofWork OpenBounds(Given given, BoundMethod method, bool paper, SubjectLoader loader, int? batch,
        Action<string> warn)
    {
        var bounds = given.Read(SpoofedBounds.Settings, new() { Method = method, Epsilon = double.NaN });
        var attack = given.Read(BoundShadowOptions.Settings, paper ? BoundShadowOptions.Paper : BoundShadowOptions.Cpu);
        Check(attack.Validate());
        var subject = loader.Load();
        return new BoundSpoofStudy(subject.Question, bounds, attack, subject.Images.Classes).Work(subject, batch, warn);
    }

    private static SmoothingOptions Start(bool paper) => paper ? new() { Sigma = double.NaN }
        : new() { Sigma = double.NaN, N = CpuN };

    private static Offer WithN(Offer offer) => offer.Setting.Name == "n"
        ? offer with { Default = $"preset cpu: {CpuN}, paper: {Start(paper: true).N}" } : offer;

    /// <summary>Settings whose defaults depend on the preset.</summary>
    private static IEnumerable<Offer> Presets<T>(IReadOnlyList<Setting<T>> settings, T cpu, T paper) =>
        settings.Where(s => s.IsOffered)
        .Select(s => new Offer(s, s.Show(cpu) == s.Show(paper) ? Short(s.Show(cpu))
        : $"preset cpu: {Short(s.Show(cpu))}, paper: {Short(s.Show(paper))}"));

    /// <summary>The default of both modes, where an option belongs to both.</summary>
    private static Offer WithBounds(Offer offer) => Bounds.Options.FirstOrDefault(b =>
        b.Setting.Name == offer.Setting.Name) is { } other && other.Default != offer.Default
        ? offer with { Default = $"{offer.Default}; ibp and crown-ibp: {other.Default}" } : offer;

    private static string? Short(string? text) => text is not null && Numbers.TryReal(text, out double value)
        ? value.ToString("G4", CultureInfo.InvariantCulture) : text;
}
