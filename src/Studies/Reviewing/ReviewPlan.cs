using System.Text.Json;
using System.Text.Json.Serialization;
using Audit.Inputs;
using Audit.Inputs.Files;

namespace Audit.Studies.Reviewing;

/// <summary>What a review does, decided once from measured speeds and kept beside its runs, so that a stopped one continues with
/// the same questions.</summary>
/// <param name="Asked">The words of the command that can change the plan.</param>
/// <param name="Steps">The studies in their order.</param>
public sealed record ReviewPlan(string Asked, IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>Name of its file in the review's folder.</summary>
    public const string FileName = "review.json";

    /// <summary>Estimate of all steps that are run.</summary>
    [JsonIgnore]
    public double Seconds => Steps.Where(s => s.LeftOut is null).Sum(s => s.Seconds);

    /// <summary>Reads the plan of a folder; null where there is none.</summary>
    /// <exception cref="UsageException">The file is no plan.</exception>
    public static ReviewPlan? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ReviewJson.Default.ReviewPlan) is { Steps: not null } plan
                ? plan : throw new UsageException($"{path} is no plan of a review");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path} is no plan of a review: {e.Message}", e);
        }
    }

    /// <summary>Writes the plan into a folder.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, FileName),
            JsonSerializer.SerializeToUtf8Bytes(this, ReviewJson.Default.ReviewPlan));
    }
}

/// <summary>How a plan is written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ReviewPlan))]
internal sealed partial class ReviewJson : JsonSerializerContext;
