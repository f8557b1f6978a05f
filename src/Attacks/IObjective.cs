using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>What an ascent climbs.</summary>
public interface IObjective
{
    /// <param name="delta">Perturbations, [B,...].</param>
    /// <param name="step">Step of the ascent, for objectives that draw fresh noise.</param>
    Objective Evaluate(Tensor delta, int step);

    /// <summary>Nothing is left to gain: the ascent ends.</summary>
    bool IsFinished => false;
}
