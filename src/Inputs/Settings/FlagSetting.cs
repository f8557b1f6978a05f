using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

/// <summary>A setting that is given or not.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Help">One line for --help.</param>
/// <param name="Get">Whether the options have it.</param>
/// <param name="With">The options with it.</param>
internal sealed record FlagSetting<T>(string Name, string Help, Func<T, bool> Get, Func<T, T> With) : Setting<T>(Name, Help)
{
    public override bool IsFlag => true;

    public override string? Misread(IReadOnlyList<string> words) =>
        words.Count == 0 ? null : $"--{Name} takes no value, got {Shown.Name(words[0])}";

    public override T Read(T options, IReadOnlyList<string> words) =>
        Misread(words) is { } problem ? throw new UsageException(problem) : With(options);

    public override string? Problem(T options) => null;

    public override string? Show(T options) => null;

    protected override JsonNode? Write(T options) => Get(options);
}
