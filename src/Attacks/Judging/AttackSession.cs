using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A victim under a threat model: runs attacks on batches of images and has their claims refereed.</summary>
/// <param name="crafted">The model that is attacked; the attack sees it through an <see cref="Oracle"/>.</param>
/// <param name="oracle">What the attack sees.</param>
/// <param name="judging">How the classes of random models are decided.</param>
/// <param name="judged">The model that outcomes are judged on, where it is not the attacked one (a surrogate with gradients is
/// attacked in its place).</param>
public sealed class AttackSession(IClassifier crafted, OracleOptions oracle, JudgeOptions judging, IClassifier? judged = null)
{
    private readonly Judge judge = new(judged ?? crafted, judging);

    /// <param name="attack">The attack.</param>
    /// <param name="x">Images, [N,C,H,W] in [0,1].</param>
    /// <param name="labels">True classes.</param>
    /// <param name="images">Indexes of the images in their data set: part of every address.</param>
    /// <param name="norm">Norm of the perturbations.</param>
    /// <param name="epsilon">Budget of each image; infinite for none.</param>
    /// <param name="rng">Source of all randomness.</param>
    /// <param name="targets">Classes that must be reached; null where any wrong class will do.</param>
    /// <param name="attackAll">Attacks images that are misclassified as they are, too (transfer); otherwise they are left
    /// alone.</param>
    /// <param name="cancel">Ends the attack at its next question.</param>
    /// <param name="after">Told what each member of an ensemble left standing: its name, and how many of how many images.</param>
    /// <param name="log">Where it is noted which attempts are over, and whence a run that was stopped goes on; null for
    /// nowhere.</param>
    /// <exception cref="ThreatModelException">The attack needs more than the threat model shows.</exception>
    public AttackOutcome[] Run(IAttack attack, Tensor x, IReadOnlyList<int> labels, IReadOnlyList<long> images, Norm norm,
        IReadOnlyList<double> epsilon, Rng rng, IReadOnlyList<int>? targets = null, bool attackAll = false,
            CancellationToken cancel = default, Action<string, int, int>? after = null, AttemptLog? log = null)
    {
        if (oracle.Access > attack.Needs)
            throw new ThreatModelException(
                $"{attack.Name} needs {attack.Needs.ToString().ToLowerInvariant()}, and the threat model shows "
                + $"{oracle.Access.ToString().ToLowerInvariant()} only");
        using var scope = NewDisposeScope();
        var at = x.to(crafted.Device);
        var eye = new Oracle(crafted, oracle, images, rng.Derive("draws"), judging, cancel);
        var aim = new Aim(Of(labels, at.device), targets is null ? null : Of(targets, at.device));
        var task = new AttackTask(eye, at, aim, norm, epsilon, rng.Derive("attack")) { After = after, Log = log };
        int?[] clean = judge.Classes(x.to(judge.Model.Device), images, rng.Derive("clean"));
        int[] rows = [.. Enumerable.Range(0, images.Count).Where(k => attackAll
            || (clean[k] == labels[k] && targets?[k] != labels[k]))];

        var adversarial = at.clone();
        var by = new string?[images.Count];
        bool[] claimed = new bool[images.Count];
        if (rows.Length > 0)
        {
            var result = attack.Run(rows.Length == images.Count ? task : task.Select(rows));
            adversarial = Rows.With(adversarial, rows, result.XAdv);
            for (int k = 0; k < rows.Length; k++)
                (by[rows[k]], claimed[rows[k]]) = (result.By?[k] ?? attack.Name, result.Found[k]
                    && eye.Spent.Wins[rows[k]] > 0);
        }
        var (final, rulings) = new Referee(judge).Decide(x, adversarial, norm,
            attack.IsUnbounded ? [.. epsilon.Select(_ => double.PositiveInfinity)] : epsilon, attack.IsMinimumNorm, images,
                rng.Derive("referee"));
        bool[] changed = new AnswersAgain(judge).Changed(x, labels, clean, targets, adversarial, claimed, rulings);
        return [.. rulings.Select((f, k) => new AttackOutcome
        {
            Image = images[k],
            Label = labels[k],
            Target = targets?[k],
            Attacked = rows.Contains(k),
            By = by[k],
            CleanClass = clean[k],
            Ruling = f,
            Unrepeated = changed[k],
            XAdv = final[k].clone().MoveToOuterDisposeScope(),
            Queries = eye.Spent.Queries[k] + eye.Spent.Confirmations[k],
            GradientPasses = eye.Spent.GradientPasses[k],
            Vanished = eye.Spent.Vanished[k],
            NonFinite = eye.Spent.NonFinite[k],
            SignalToNoise = eye.Spent.MeanSignalToNoise(k),
        })];
    }

    private static Tensor Of(IReadOnlyList<int> classes, Device device) =>
        tensor([.. classes.Select(c => (long)c)], [classes.Count]).to(device);
}
