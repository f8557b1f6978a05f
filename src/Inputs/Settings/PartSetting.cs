using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

/// <summary>A setting of options that are a part of others.</summary>
/// <param name="Inner">The setting.</param>
/// <param name="Get">The part.</param>
/// <param name="With">The whole with another part.</param>
internal sealed record PartSetting<T, TPart>(Setting<TPart> Inner, Func<T, TPart?> Get, Func<T, TPart, T> With)
    : Setting<T>(Inner.Name, Inner.Help) where TPart : class
{
    public override bool IsFlag => Inner.IsFlag;

    public override bool Repeats => Inner.Repeats;

    public override IReadOnlyList<string> Words => Inner.Words;

    public override string? Misread(IReadOnlyList<string> words) => Inner.Misread(words);

    public override T Read(T options, IReadOnlyList<string> words) =>
        Get(options) is { } part ? With(options, Inner.Read(part, words)) : Misread(words) is { } problem
            ? throw new UsageException(problem) : options;

    public override string? Problem(T options) => Get(options) is { } part ? Inner.Problem(part) : null;

    public override string? Show(T options) => Get(options) is { } part ? Inner.Show(part) : null;

    protected override JsonNode? Write(T options) => Get(options) is { } part ? Inner.Store(part) : null;
}
