using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Signs that an attack was weak rather than the model strong, read from the records of a run.</summary>
/// <remarks>Source: the automatic checks of AutoAttack's code (Croce and Hein 2020, arXiv:2003.01690): zero gradients,
/// randomness, a
/// black-box attack that finds more than gradients did. Thresholds of ours are given with each.</remarks>
internal static class AttackFlags
{
    /// <summary>Share of the attacked images whose gradients were zero half of the time, above which it is said.</summary>
    private const double Zeros = 0.05;

    /// <summary>Share of the images that Square alone may win (the authors' code: 0.002).</summary>
    private const double SquareAlone = 0.002;

    /// <summary>Short name and one line of each that a run raises.</summary>
    public static IEnumerable<(string Name, string Text)> Of(StoredRun run)
    {
        var records = run.Of<AttackRecord>();
        AttackRecord[] attacked = [.. records.Where(r => r.Attacked)];
        AttackRecord[] climbed = [.. attacked.Where(r => r.GradientPasses > 0)];
        int zero = climbed.Count(r => 2 * r.ZeroGradients >= r.GradientPasses);
        if (zero > Zeros * climbed.Length)
        {
            yield return ("zero-gradients", string.Create(CultureInfo.InvariantCulture,
                $"the gradient was zero in at least half of the passes at {zero} of {climbed.Length} "
                + $"attacked images: robust accuracy says nothing there. Run diagnose; try --loss margin, --bpda, or square"));
        }
        int broken = climbed.Count(r => r.NonFiniteGradients > 0);
        if (broken > 0)
        {
            yield return ("non-finite-gradients",
                string.Create(CultureInfo.InvariantCulture, $"gradients held NaN or infinity at {broken} of {climbed.Length} "
                    + $"attacked images and were replaced by zero"));
        }
        bool random = run.Manifest.Question["draws"] is not null;
        int[] nothing = random ? [] : [.. attacked.Where(r => r.Adversarial is null).Select(r => r.Index)];
        if (nothing.Length > 0)
        {
            yield return ("non-finite-logits", string.Create(CultureInfo.InvariantCulture,
                $"{nothing.Length} images have NaN or infinite logits inside the ball, and count as "
                + $"not robust. Items: {string.Join(", ", nothing.Take(20))}"));
        }
        if (random && run.Manifest.Question["draws"] is JsonValue draws && draws.TryGetValue(out int count) && count == 1)
        {
            yield return ("random", "the model draws, and each gradient saw a single draw: --draws (auto --version rand) "
                + "averages over "
                + "several");
        }
        foreach (string text in Unrepeatable(run))
            yield return ("not-a-function", string.Create(CultureInfo.InvariantCulture,
                $"the model is no function of the image: {text}; robust accuracy is no property of it alone"));
        int[] changed = [.. records.Where(r => r.Unrepeated).Select(r => r.Index)];
        if (changed.Length > 0)
        {
            yield return ("not-a-function", string.Create(CultureInfo.InvariantCulture,
                $"at {changed.Length} images the model gave two classes for the same pixels, and these count as not robust: it "
                + $"keeps state or draws now and then. Items: {string.Join(", ", changed.Take(20))}"));
        }
        int square = records.Count(r => r.By == "square" && r.Success);
        if (square > SquareAlone * records.Count)
        {
            yield return ("square-stronger", string.Create(CultureInfo.InvariantCulture,
                $"Square, which sees no gradients, won {square} images that all attacks before it "
                + $"missed: gradients may be masked. Run diagnose"));
        }
    }

    private static IEnumerable<string> Unrepeatable(StoredRun run) =>
        run.Manifest.How["probe"]?["findings"] is JsonArray found ? found.Select(f => f?.ToString() ?? "") : [];
}
