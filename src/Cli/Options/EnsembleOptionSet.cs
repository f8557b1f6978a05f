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
    private readonly Option<string?> weights = Choose.Maybe<string>("--weights", "Weights of the models, such as 1,1,2 [default: equal]");
    private readonly Option<string[]> holdout = new("--holdout") { Description = "Show the images to this model as well, which they are not made for; may be given again" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        fusion.AcceptOnlyFromAmong("logits", "probabilities", "loss");
        foreach (Option option in (Option[])[fusion, weights, holdout])
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="members">Number of models attacked.</param>
    public (Fusion Fusion, IReadOnlyList<double>? Weights, IReadOnlyList<string> Holdouts) Read(ParseResult parse, int members)
    {
        double[]? given = parse.GetValue(weights) is { } text ? Numbers(text) : null;
        if (given is not null && given.Length != members)
            throw new UsageException($"--weights must be one number for each --model, {members} of them; got {given.Length}");
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

    private static double[] Numbers(string text) =>
        [.. text.Split(',').Select(t => double.TryParse(t, System.Globalization.CultureInfo.InvariantCulture, out double w) && w >= 0 && double.IsFinite(w)
            ? w : throw new UsageException($"--weights must be numbers not below 0 with commas between them, got '{text}'"))];
}
