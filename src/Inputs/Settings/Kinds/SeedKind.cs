using System.Globalization;
using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>A seed: 64 bits.</summary>
internal sealed record SeedKind : ValueKind<ulong>
{
    public override string Expected => $"a whole number from 0 to {ulong.MaxValue}";

    public override bool TryRead(IReadOnlyList<string> words, out ulong value) => Numbers.TryCount(Wrong(words), out value);

    public override string Show(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonNode? Store(ulong value) => value;
}
