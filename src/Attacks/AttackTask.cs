using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>What an attack is given.</summary>
/// <param name="Oracle">The victim.</param>
/// <param name="X">Clean images, [N,C,H,W] in [0,1], where the oracle wants them.</param>
/// <param name="Aim">What counts as success.</param>
/// <param name="Norm">How perturbations are measured.</param>
/// <param name="Epsilon">Budget of each image in that norm, pixel units; infinite where there is none.</param>
/// <param name="Rng">Source of starts and searches.</param>
public sealed record AttackTask(Oracle Oracle, Tensor X, Aim Aim, Norm Norm, IReadOnlyList<double> Epsilon, Rng Rng)
{
    /// <summary>Told what each member of an ensemble left standing: its name, and how many of how many images.</summary>
    public Action<string, int, int>? After { get; init; }

    /// <summary>Where it is noted which attempts are over; null for nowhere.</summary>
    public AttemptLog? Log { get; init; }

    /// <summary>In how many attempts of others this is one.</summary>
    internal int Depth { get; init; }

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
        return this with
        {
            Oracle = Oracle.Select(rows),
            X = X.index_select(0, index),
            Aim = Aim.Select(index),
            Epsilon = [.. rows.Select(r => Epsilon[r])]
        };
    }
}
