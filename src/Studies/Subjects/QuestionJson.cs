using System.Text.Json.Serialization;

namespace Audit.Studies.Subjects;

/// <summary>How the typed parts of a question are written: snake_case keys, nothing for null, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SubjectQuestion))]
internal sealed partial class QuestionJson : JsonSerializerContext;
