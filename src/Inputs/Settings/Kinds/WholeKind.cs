using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>A whole number.</summary>
/// <param name="Limits">Its range.</param>
internal sealed record WholeKind<TValue>(Limits Limits) : ValueKind<TValue> where TValue : struct, IBinaryInteger<TValue>
{
    public override string Expected => Limits.Text(whole: true);

    public override bool TryRead(IReadOnlyList<string> words, out TValue value)
    {
        bool whole = Numbers.TryWhole(Wrong(words), out long wide) && TValue.CreateSaturating(wide) is var narrow
            && long.CreateSaturating(narrow) == wide;
        value = whole ? TValue.CreateSaturating(wide) : TValue.Zero;
        return whole;
    }

    public override bool Allows(TValue value) => Limits.Allow(double.CreateSaturating(value));

    public override string Show(TValue value) => value.ToString(null, CultureInfo.InvariantCulture);

    public override JsonNode? Store(TValue value) => long.CreateChecked(value);
}
