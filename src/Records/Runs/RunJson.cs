using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Audit.Records.Runs;

/// <summary>How manifests and what stands beside them are written: snake_case keys, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(Completion))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RunJson : JsonSerializerContext;
