using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Cli.Terminal;
using Audit.Defences;
using Audit.Defences.Transformations;
using Audit.Formats;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Audit.Records.Certificates;

namespace Audit.Cli.Options;

/// <summary>Options on what stands between the picture and the network, and on whose gradients are followed.</summary>
public sealed class GradientOptionSet
{
    private readonly Option<string[]> bpda = new("--bpda")
    {
        Description = $"Follow the gradients of a surrogate, while predictions stay exact: 'defence' for those of --defence, or OP=SURROGATE for an op or node of the network by name ({string.Join(", ", Bpda.Surrogates.Keys)}); may be given again",
    };

    private readonly Option<string?> transform = Choose.Maybe<string>("--transform",
        "Physical transformations between picture and network, drawn anew each time: rotate=DEGREES,scale=S,translate=T,brightness=B,background=G, each optional; with --draws the attack expects over them");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(bpda);
        command.Add(transform);
    }

    /// <summary>The transformations, or null.</summary>
    public PhysicalTransforms? Transforms(ParseResult parse) => parse.GetValue(transform) is { } text ? PhysicalTransforms.Parse(text) : null;

    /// <summary>The model whose gradients are followed: the model itself where no surrogate was asked for.</summary>
    public IClassifier Surrogate(ParseResult parse, string path, LoadedModel model, IClassifier classifier)
    {
        string[] choices = parse.GetValue(bpda) ?? [];
        var ops = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string choice in choices.Where(c => c != "defence"))
        {
            string[] pair = choice.Split('=');
            if (pair.Length != 2)
                throw new UsageException($"--bpda must be 'defence' or OP=SURROGATE such as Relu=softplus, got '{choice}'");
            ops[pair[0]] = pair[1];
        }
        if (choices.Contains("defence"))
        {
            if (ops.Count > 0)
                throw new UsageException("--bpda defence and --bpda OP=SURROGATE do not go together: behind a defence the network's ops are out of reach");
            return (classifier as DefendedClassifier ?? throw new UsageException("--bpda defence needs --defence")).Surrogate;
        }
        if (ops.Count == 0)
            return classifier;
        return model.Graph is { } graph ? Bpda.Classifier(graph, classifier.Device, ops)
            : throw new UsageException($"--bpda OP=SURROGATE needs a network whose ops are known, and {path} is a black box here");
    }

    /// <summary>What the picture meets first on its way: noise of smoothing, then the transformations nearer to the picture.</summary>
    public static IClassifier Behind(IClassifier classifier, PhysicalTransforms? transforms, double? sigma, Rng rng)
    {
        if (sigma is { } noise)
            classifier = new NoisyClassifier(classifier, NoiseSamplers.Of(new GaussianL2(noise)), rng.Derive("smoothing"));
        return transforms is null ? classifier : new TransformedClassifier(classifier, transforms, rng.Derive("transforms"));
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public void Describe(ParseResult parse, JsonObject question)
    {
        if (parse.GetValue(bpda) is { Length: > 0 } choices)
            question["bpda"] = new JsonArray([.. choices.Select(c => (JsonNode)c)]);
        if (Transforms(parse) is { } transforms)
            question["transform"] = transforms.ToString();
    }
}
