using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Whether a model that draws nothing answers as it did before: a black box that keeps state may give the attack one
/// class and the referee another, and would seem robust.</summary>
/// <param name="judge">Asks the model.</param>
internal sealed class AnswersAgain(Judge judge)
{
    /// <summary>Margin of a class, relative to the spread of the logits, up to which rounding may exchange it for
    /// another.</summary>
    private const double Tolerance = 1e-3;

    /// <param name="x">Clean images, [N,C,H,W].</param>
    /// <param name="labels">True classes.</param>
    /// <param name="clean">Classes that the clean images were given before the attack.</param>
    /// <param name="targets">Classes to reach; null for any wrong one.</param>
    /// <param name="adversarial">What the attack returned.</param>
    /// <param name="claimed">Which of them it was told to be won.</param>
    /// <param name="rulings">What it said.</param>
    /// <returns>Images of which the model has said two things.</returns>
    public bool[] Changed(Tensor x, IReadOnlyList<int> labels, int?[] clean, IReadOnlyList<int>? targets, Tensor adversarial,
        bool[] claimed, Ruling[] rulings)
    {
        var changed = new bool[clean.Length];
        if (judge.Model.IsRandom)
            return changed;
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var device = judge.Model.Device;
        var again = judge.Model.Logits(x.to(device));
        bool[] sure = Sure(again);
        int?[] now = TopVote.Of(again);
        bool Wins(int k, int? found) => targets is null ? found != labels[k] : found == targets[k];
        for (int k = 0; k < changed.Length; k++)
            changed[k] = now[k] != clean[k] && sure[k];
        // The attack was shown a success that the referee was not: at the same pixels, before the referee cut them, there is none
        // any more.
        int[] doubtful = [.. Enumerable.Range(0, changed.Length).Where(k => claimed[k] && rulings[k].Inside
            && !Wins(k, rulings[k].Class))];
        if (doubtful.Length == 0)
            return changed;
        var claims = judge.Model.Logits(adversarial.index_select(0, Rows.Index(doubtful, adversarial.device)).to(device));
        bool[] clear = Sure(claims);
        int?[] found = TopVote.Of(claims);
        for (int j = 0; j < doubtful.Length; j++)
            changed[doubtful[j]] |= clear[j] && !Wins(doubtful[j], found[j]);
        return changed;
    }

    /// <summary>Whether the top class leads by more than rounding moves it.</summary>
    private static bool[] Sure(Tensor logits)
    {
        if (logits.size(1) < 2)
            return new bool[logits.size(0)];
        var (two, _) = logits.topk(2, 1);
        var lead = two.select(1, 0) - two.select(1, 1);
        return Rows.Flags(lead.gt((logits.amax([1]) - logits.amin([1])) * Tolerance));
    }
}
