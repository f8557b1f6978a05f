using System.Globalization;
using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>A number of float32, rounded once.</summary>
/// <param name="Limits">Its range.</param>
internal sealed record FloatKind(Limits Limits) : ValueKind<float>
{
    public override string Expected => Limits.Text(whole: false);

    public override bool TryRead(IReadOnlyList<string> words, out float value)
    {
        if (Numbers.TryReal(Wrong(words), out value))
            return true;
        bool ratio = Numbers.TryRatio(Wrong(words), out double wide) && float.IsFinite((float)wide);
        value = ratio ? (float)wide : 0;
        return ratio;
    }

    public override bool Allows(float value) => Limits.Allow(value);

    public override string Show(float value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonNode? Store(float value) => value;
}
