using System.Text.Json;
using System.Text.Json.Nodes;

namespace Audit.Studies.Subjects;

/// <summary>The part of a question that names model and images. What is null is not asked.</summary>
public sealed record SubjectQuestion
{
    /// <summary>SHA-256 of the model's file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Data set, without the folder it came from.</summary>
    public required string Data { get; init; }

    /// <summary>Its part.</summary>
    public string Split { get; init; } = "test";

    /// <summary>SHA-256 of images, labels and class names.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The images named; null where every <see cref="Skip"/>-th is taken.</summary>
    public IReadOnlyList<int>? Images { get; init; }

    /// <summary>Every how manieth image is taken; null where they are named.</summary>
    public int? Skip { get; init; }

    /// <summary>At most this many images, -1 for all; null where they are named.</summary>
    public int? Max { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the file was read, where it leaves that open: the same weights behind another normalisation are another
    /// model.</summary>
    public string? ModelReadAs { get; init; }

    /// <summary>Arithmetic of the network; null for float32.</summary>
    public string? Precision { get; init; }

    /// <summary>What stands around the network; null for nothing.</summary>
    public IReadOnlyList<string>? Defence { get; init; }

    /// <summary>Adds it to a question.</summary>
    public void Describe(JsonObject question)
    {
        foreach (var (name, value) in JsonSerializer.SerializeToNode(this, QuestionJson.Default.SubjectQuestion)!.AsObject()
            .ToList())
            question[name] = value?.DeepClone();
    }
}
