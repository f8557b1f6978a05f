using System.Text.Json.Nodes;
using Audit.Inputs.Settings.Kinds;

namespace Audit.Inputs.Settings;

/// <summary>A setting with a value.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Help">One line for --help.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Get">Its value in the options; false where there is none.</param>
/// <param name="With">The options with another value.</param>
internal sealed record ValueSetting<T, TValue>(string Name, string Help, ValueKind<TValue> Kind, TryGet<T, TValue> Get, Func<T,
    TValue, T> With) : Setting<T>(Name, Help)
{
    public override IReadOnlyList<string> Words => Kind.Words;

    public override bool Repeats => Kind.Repeats;

    public override bool IsToggle => Kind is ToggleKind;

    public override string? Misread(IReadOnlyList<string> words)
    {
        try
        {
            return Kind.Misread(words) is { } problem ? $"--{Name} {problem}" : null;
        }
        catch (Exception e) when (e is InputException or ArgumentException)
        {
            // A grammar says better than its kind what is wrong.
            return $"--{Name}: {e.Message}";
        }
    }

    public override T Read(T options, IReadOnlyList<string> words) =>
        Misread(words) is { } problem ? throw new UsageException(problem)
            : With(options, Kind.TryRead(words, out var value) ? value : throw new InvalidOperationException());

    public override string? Problem(T options) => !Get(options, out var value) || Kind.Allows(value) ? null
        : $"{Name} {Kind.Refusal(Kind.Show(value))}";

    public override string? Show(T options) => Get(options, out var value) ? Kind.Show(value) : null;

    protected override JsonNode? Write(T options) => Get(options, out var value) ? Kind.Store(value) : null;
}
