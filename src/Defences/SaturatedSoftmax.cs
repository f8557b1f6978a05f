using System.Globalization;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Multiplies logits by a temperature: softmax saturates and the gradient of cross entropy underflows to zero.</summary>
/// <param name="Temperature">Factor, above 0.</param>
/// <remarks>
/// What defensive distillation does (Papernot et al. 2016, arXiv:1511.04508): trained at temperature T and used at 1, logits are
/// T times too large. Carlini and Wagner 2017 (arXiv:1608.04644) divide it out again. Differs: no network is distilled, the
/// effect alone is made.
/// </remarks>
public sealed record SaturatedSoftmax(double Temperature = 100) : OutputDefence
{
    /// <inheritdoc/>
    public override string Name => "saturate";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"saturate:{Temperature}");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor logits) => logits * Temperature;

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (!(Temperature > 0 && Temperature <= 1e6))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"temperature must be above 0 and at most 1e6, got {Temperature}");
    }
}
