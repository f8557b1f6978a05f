using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

/// <summary>A part of the question that no option sets.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Value">Its value; null leaves it out.</param>
internal sealed record StoredSetting<T>(string Name, Func<T, JsonNode?> Value) : Setting<T>(Name, "")
{
    public override string? Misread(IReadOnlyList<string> words) => $"{Name} is no option";

    public override T Read(T options, IReadOnlyList<string> words) => throw new UsageException($"{Name} is no option");

    public override string? Problem(T options) => null;

    public override string? Show(T options) => null;

    protected override JsonNode? Write(T options) => Value(options);
}
