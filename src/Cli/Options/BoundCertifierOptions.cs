using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Cli.Terminal;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Shadow;

namespace Audit.Cli.Options;

/// <summary>--certifier: whose certificates are spoofed, and the ball that a certifier by bounds speaks of.</summary>
public sealed class BoundCertifierOptions
{
    private const string Smoothing = "smoothing", Ibp = "ibp", CrownIbp = "crown-ibp";

    private readonly Option<string> certifier = Choose.With("--certifier", Smoothing,
        "smoothing; ibp or crown-ibp: bounds on the margins of the network itself over an L-infinity ball (docs/spoof.md)");

    private readonly Option<string?> epsilon = Choose.Maybe<string>("--epsilon", "Radius of the L-infinity ball of ibp and crown-ibp, in pixel units of [0,1], such as 8/255");
    private readonly Option<bool> noClip = Choose.Flag("--no-clip", "Do not cut that ball to [0,1] (the official code does not)");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        certifier.OneOf(Smoothing, Ibp, CrownIbp);
        foreach (Option option in (Option[])[certifier, epsilon, noClip])
            command.Add(option);
    }

    /// <summary>Which bound, its ball and whether that is cut; null for smoothing.</summary>
    public BoundCertifier? Read(ParseResult parse, ShadowOptionSet shadow, SmoothingOptionSet smoothing, PrecisionOption precision)
    {
        string name = parse.GetRequiredValue(certifier);
        if (name == Smoothing)
        {
            Refuse(parse, [epsilon, noClip, .. shadow.BoundsOnly], name);
            return null;
        }
        Refuse(parse, [.. smoothing.Own, .. shadow.SmoothingOnly, precision.Own], name);
        string text = parse.GetValue(epsilon) ?? throw new UsageException($"--certifier {name} needs --epsilon, the radius of the L-infinity ball, such as 8/255");
        return new BoundCertifier(name == Ibp ? BoundKind.Ibp : BoundKind.CrownIbp, Pixels.Parse("--epsilon", text), !parse.GetValue(noClip));
    }

    private static void Refuse(ParseResult parse, IEnumerable<Option> options, string certifier)
    {
        if (options.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } wrong)
            throw new UsageException($"{wrong.Name} does not belong to --certifier {certifier}: leave it out");
    }
}

/// <summary>A certifier by bounds, as the command line names it.</summary>
public sealed record BoundCertifier(BoundKind Kind, double Epsilon, bool Clip)
{
    /// <summary>The parts of a run's identity.</summary>
    public void Describe(JsonObject question)
    {
        question["certifier"] = Kind.Name();
        question["epsilon"] = Epsilon;
        question["clip"] = Clip;
        question["arithmetic"] = BoundReferee.Arithmetic;
    }

    /// <summary>Refuses models that bounds cannot read.</summary>
    public void Check(Subject subject)
    {
        if (subject.Question.ContainsKey("defence"))
            throw new UsageException($"--certifier {Kind.Name()} bounds the network itself: leave out --defence");
        var graph = subject.Model.Graph ?? throw new UsageException($"{subject.ModelPath} is a black box: --certifier {Kind.Name()} needs a network whose layers are known, as ONNX files and checkpoints have");
        foreach (string reader in Kind == BoundKind.Ibp ? (string[])["Intervals"] : ["Intervals", "Crown"])
        {
            if (Interpretation.Known.Single(i => i.Name == reader).Missing(graph) is { Count: > 0 } missing)
                throw new UsageException($"{subject.ModelPath}: {reader} has no rule for {string.Join(", ", missing)}");
        }
    }
}
