using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>A number, also written as a fraction: 0.25, 8/255.</summary>
/// <param name="Limits">Its range.</param>
internal sealed record RealKind(Limits Limits) : ValueKind<double>
{
    public override string Expected => Limits.Text(whole: false);

    public override bool TryRead(IReadOnlyList<string> words, out double value) => Numbers.TryRatio(Wrong(words), out value);

    public override bool Allows(double value) => Limits.Allow(value);

    public override string Show(double value) => Numbers.Size(value);

    public override JsonNode? Store(double value) => value;
}
