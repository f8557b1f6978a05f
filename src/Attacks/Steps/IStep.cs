using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A step rule during one ascent.</summary>
public interface IStep
{
    /// <param name="gradient">Gradient, [B,...].</param>
    /// <param name="step">Number of the step, from 0.</param>
    /// <remarks>A tensor that is remembered is moved to the enclosing scope, which lives as long as the ascent.</remarks>
    Tensor Step(Tensor gradient, int step);
}
