using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.CertifyForm.Choice>;

namespace Audit.Studies;

/// <summary>Options of certify: votes under noise, or bounds.</summary>
public sealed class CertifyForm : StudyForm
{
    private const string Smoothing = "smoothing";

    private static readonly SmoothingOptions Start = new() { Sigma = double.NaN };
    private static readonly BoundOptions StartOfBounds = new() { Method = BoundMethod.Ibp, Epsilon = double.NaN };

    /// <summary>What certifies: a bound, or smoothing where there is none.</summary>
    internal sealed record Choice(BoundMethod? Bound = null);

    private static readonly IReadOnlyList<Setting<Choice>> Methods =
    [
        Declare.Word("method", "What certifies", o => o.Bound, (o, v) => o with { Bound = v },
            [(Smoothing, (BoundMethod?)null), .. Enum.GetValues<BoundMethod>().Select(m => (m.Name(), (BoundMethod?)m))]),
    ];

    private static readonly Mode Votes = new($"--method {Smoothing}",
    [
        .. Offer.Of(SmoothingOptions.Settings, Start), .. Offer.Of(BatchOption.Settings, new()),
        .. Offer.Of(SequentialRule.Settings, new()).Titled("Sequential (--method smoothing): as few samples as each image needs"),
        .. Offer.Of(ArithmeticOptions.Mixing, new()),
    ]);

    private static readonly Mode Bounds =
        new($"--method {string.Join(", ", Enum.GetValues<BoundMethod>().SkipLast(1).Select(m =>
        m.Name()))} or {Enum.GetValues<BoundMethod>()[^1].Name()}",
        Offer.Of(BoundOptions.Settings, StartOfBounds));

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common => [.. SubjectOptions.Offers(), .. Offer.Of(Methods, new()).Titled("Method")];

    /// <inheritdoc/>
    public override IReadOnlyList<Mode> Modes => [Bounds, Votes];

    /// <inheritdoc/>
    public override StudyWork Open(Given given, Action<string> warn)
    {
        var chosen = given.Read(Methods, new()).Bound;
        given.Refuse(chosen is null ? Votes : Bounds, Modes);
        var loader = new SubjectLoader(given.Read(SubjectOptions.Settings(), new()), warn);
        return chosen is { } method ? OpenBounds(given, method, loader, warn) : OpenVotes(given, loader, warn);
    }

    private static CertifyWork OpenBounds(Given given, BoundMethod method, SubjectLoader loader, Action<string> warn)
    {
        if (!given.Has("epsilon") && !given.Has("radius"))
            throw new UsageException($"--method {method.Name()} needs either --epsilon or --radius");
        var options = given.Read(BoundOptions.Settings, StartOfBounds with
        {
            Method = method,
            Arithmetic = method == BoundMethod.Complete ? BoundArithmetic.Sound : StartOfBounds.Arithmetic,
        });
        Check(options.Validate());
        var subject = loader.Load();
        return new BoundStudy(subject.Question, options).Work(subject, warn);
    }

    private static CertifyWork OpenVotes(Given given, SubjectLoader loader, Action<string> warn)
    {
        var options = given.Read(SmoothingOptions.Settings, Start);
        Check(options.Validate());
        WarnOfAlpha(options.Alpha, warn);
        var rule = given.HasAny(SequentialRule.Settings) ? given.Read(SequentialRule.Settings, new()) : null;
        Check(rule?.Validate(options.N, options.Alpha, options.Model) ?? []);
        var arithmetic = given.Read(ArithmeticOptions.Mixing, new());
        long? pairs = arithmetic.IsMixed ? Pairs(arithmetic, options, rule) : null;
        var batch = given.Read(BatchOption.Settings, new());
        var subject = loader.Load(arithmetic);
        if (subject.WarningOfNoise(options.Model) is { } warning)
            warn(warning);
        subject = SubjectProbe.Demand(subject, options.Model);
        return new CertifyStudy(subject.Question, options) { Rule = rule, Pairs = pairs }.Work(subject, batch.Size);
    }

    private static long Pairs(ArithmeticOptions arithmetic, SmoothingOptions options, SequentialRule? rule)
    {
        if (rule is not null)
            throw new UsageException(
                "--precision mixed draws all n samples: leave out --decide, --precision-radius and --anytime");
        long pairs = arithmetic.Pairs ?? Math.Max(1, options.N / 10);
        return MixedSmoothing.Validate(options, pairs) is { } problem ? throw new UsageException(problem) : pairs;
    }
}
