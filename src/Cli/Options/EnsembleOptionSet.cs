using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Terminal;
using Audit.Import;
using Audit.Networks.Inference;

namespace Audit.Cli.Options;

/// <summary>Options on several models attacked as one, and on models that only see what comes of it.</summary>
public sealed class EnsembleOptionSet
{
    private readonly Option<string> fusion = Choose.With("--fusion", "logits", "How several --model are attacked as one: logits, probabilities or loss are averaged");
    private readonly Option<double[]?> weights = Choose.Maybe<double[]>("--weights", "Weights of the models, such as 1,1,2 [default: equal]", Limits.NotNegative);
    private readonly Option<string[]> holdout = new Option<string[]>("--holdout") { Description = "Show the images to this model as well, which they are not made for; may be given again" }.ExistingFile("model file");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        fusion.OneOf("logits", "probabilities", "loss");
        foreach (Option option in (Option[])[fusion, weights, holdout])
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="members">Number of models attacked.</param>
    public (Fusion Fusion, IReadOnlyList<double>? Weights, IReadOnlyList<string> Holdouts) Read(ParseResult parse, int members)
    {
        double[]? given = parse.GetValue(weights) is { Length: > 0 } numbers ? numbers : null;
        if (given is not null && (given.Length != members || given.Sum() is 0))
            throw new UsageException($"--weights must be one number for each --model, {members} of them and not all 0; got {string.Join(',', given.Select(w => w.ToString(System.Globalization.CultureInfo.InvariantCulture)))}");
        return (Enum.Parse<Fusion>(parse.GetRequiredValue(fusion), ignoreCase: true), given, parse.GetValue(holdout) ?? []);
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public static void Describe(Fusion fusion, IReadOnlyList<double>? weights, IReadOnlyList<string> hashes, IReadOnlyList<string> holdouts, JsonObject question)
    {
        if (hashes.Count > 1)
        {
            question["models"] = new JsonArray([.. hashes.Select(h => (JsonNode)h)]);
            question["fusion"] = fusion.ToString().ToLowerInvariant();
            if (weights is not null)
                question["weights"] = new JsonArray([.. weights.Select(w => (JsonNode)w)]);
        }
        if (holdouts.Count > 0)
            question["holdouts"] = new JsonArray([.. holdouts.Select(h => (JsonNode)h)]);
    }
}
