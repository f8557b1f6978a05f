using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A way of looking for adversarial images, for a batch at a time.</summary>
public interface IAttack
{
    /// <summary>Name, as on the command line.</summary>
    string Name { get; }

    /// <summary>The least that it must see.</summary>
    Access Needs { get; }

    /// <summary>Looks for the smallest perturbation instead of any inside the ball.</summary>
    bool IsMinimumNorm => false;

    /// <summary>Knows no budget but the box: its images are not brought back into a ball.</summary>
    bool IsUnbounded => false;

    /// <summary>Attacks a batch. What it returns is a claim: a <see cref="Referee"/> decides.</summary>
    AttackResult Run(AttackTask task);
}

/// <summary>What an attack is given.</summary>
/// <param name="Oracle">The victim.</param>
/// <param name="X">Clean images, [N,C,H,W] in [0,1], where the oracle wants them.</param>
/// <param name="Aim">What counts as success.</param>
/// <param name="Norm">How perturbations are measured.</param>
/// <param name="Epsilon">Budget of each image in that norm, pixel units; infinite where there is none.</param>
/// <param name="Rng">Source of starts and searches.</param>
public sealed record AttackTask(Oracle Oracle, Tensor X, Aim Aim, Norm Norm, IReadOnlyList<double> Epsilon, Rng Rng)
{
    /// <summary>Images.</summary>
    public int Count => Epsilon.Count;

    /// <summary>The budgets beside the images, [N].</summary>
    public Tensor Budget => PerImage.Of(Epsilon, X);

    /// <summary>What an attack claims that ends with these images, whatever came before.</summary>
    internal AttackResult Claim(Tensor images)
    {
        var (won, share) = Oracle.Confirm(images, Aim, Rows.Flags(Oracle.Meets(images, Aim)));
        return new AttackResult(images, won, share);
    }

    /// <summary>The task for some of the images.</summary>
    public AttackTask Select(IReadOnlyList<int> rows)
    {
        var index = Rows.Index(rows, X.device);
        return this with { Oracle = Oracle.Select(rows), X = X.index_select(0, index), Aim = Aim.Select(index), Epsilon = [.. rows.Select(r => Epsilon[r])] };
    }
}

/// <summary>What an attack claims.</summary>
/// <param name="XAdv">Its best image for each clean one, [N,C,H,W].</param>
/// <param name="Found">Which of them it believes to meet the aim: where the victim is random, fresh draws have confirmed it.</param>
/// <param name="Share">Share of fresh draws of a random victim that met the aim; of another 1 or 0.</param>
/// <param name="By">The attack that made each image, for attacks that consist of others; null is the attack itself.</param>
public sealed record AttackResult(Tensor XAdv, bool[] Found, double[] Share, string[]? By = null)
{
    /// <summary>The same, its images handed to the scope around the present one.</summary>
    internal AttackResult ToOuterScope() => this with { XAdv = XAdv.MoveToOuterDisposeScope() };
}
