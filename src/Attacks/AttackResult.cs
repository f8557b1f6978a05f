using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>What an attack claims.</summary>
/// <param name="XAdv">Its best image for each clean one, [N,C,H,W].</param>
/// <param name="Found">Which of them it believes to meet the aim: where the victim is random, fresh draws have confirmed
/// it.</param>
/// <param name="Share">Share of fresh draws of a random victim that met the aim; of another 1 or 0.</param>
/// <param name="By">The attack that made each image, for attacks that consist of others; null is the attack itself.</param>
public sealed record AttackResult(Tensor XAdv, bool[] Found, double[] Share, string[]? By = null)
{
    /// <summary>The same, its images handed to the scope around the present one.</summary>
    internal AttackResult ToOuterScope() => this with { XAdv = XAdv.MoveToOuterDisposeScope() };
}
