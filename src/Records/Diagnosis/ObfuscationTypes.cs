using System.Globalization;
using Audit.Records.Items;

namespace Audit.Records.Diagnosis;

/// <summary>A way in which gradients are obfuscated, and the attack that it calls for.</summary>
/// <param name="Name">Name of the finding.</param>
/// <param name="Verdict">Warn or fail.</param>
/// <param name="Measured">What was seen.</param>
/// <param name="CallsFor">The attack, in words.</param>
/// <param name="Answers">Whether a trial is that attack.</param>
public sealed record ObfuscationType(string Name, CheckVerdict Verdict, string Measured, string CallsFor, Func<Trial,
    bool> Answers);

/// <summary>Shattered, stochastic, vanishing or exploding: told apart by what gradients and outputs do at the clean
/// images.</summary>
/// <remarks>
/// Source: Athalye, Carlini and Wagner 2018, arXiv:1802.00420, section 3. Shattered: even the margin of the logits has gradient
/// zero, or the gradient says nothing of what the margin does. Vanishing: the margin has a gradient, the loss has none (it has
/// saturated). Stochastic: two draws disagree. Exploding: not finite, or far larger at some images than at others.
/// </remarks>
public static class ObfuscationTypes
{
    /// <summary>Share of images above which a defect is the model's and not the image's.</summary>
    public const double Tolerated = 0.1;

    /// <summary>Median of measured over predicted rise below which a gradient says nothing.</summary>
    /// <remarks>Networks of ReLUs bend between the image and a step away; one sound network in a thousand gets below a
    /// half.</remarks>
    public const double Meaningless = 0.1;

    /// <summary>Mean cosine between gradients of two draws below which one draw is not enough.</summary>
    public const double Disagreeing = 0.9;

    /// <summary>Largest over median norm above which gradients explode.</summary>
    public const double Explosion = 1e6;

    /// <summary>The types that were seen; none for honest gradients.</summary>
    public static IReadOnlyList<ObfuscationType> Of(DiagnosisEvidence e)
    {
        if (e.Probed == 0)
            return [];
        bool draws = e.Facts.Any(f => f.DrawsDiffer == true);
        return [.. new[] { Shattered(e, draws), Stochastic(e, draws), Vanishing(e, draws),
            Exploding(e) }.OfType<ObfuscationType>()];
    }

    private static ObfuscationType? Shattered(DiagnosisEvidence e, bool draws)
    {
        var zero = e.Share(f => f.MarginZero);
        double? rise = e.Median(f => f.Rise);
        bool useless = rise < Meaningless;
        if (zero.Count == 0 && !useless)
            return null;
        return new("shattered-gradients", useless || zero.Value > Tolerated ? CheckVerdict.Fail : CheckVerdict.Warn,
            $"gradient of the margin zero at {zero.Count} of {zero.Total} images; measured over predicted rise {Number(rise)}",
            draws ? "BPDA (a differentiable surrogate for what shatters), averaged over draws (EOT)"
                : "BPDA (a differentiable surrogate for what shatters)",
            t => t.Attack is Trial.WithSurrogate or Trial.WithIdentity or Trial.WithOther or Trial.BlackBox or Trial.Transferred
                or Trial.TransferredFromOther);
    }

    private static ObfuscationType? Stochastic(DiagnosisEvidence e, bool draws)
    {
        if (!draws)
            return null;
        double? cosine = e.Median(f => f.Cosine);
        return new("stochastic-gradients", cosine < Disagreeing ? CheckVerdict.Fail : CheckVerdict.Warn,
            $"outputs differ between draws at {e.Share(f =>
                f.DrawsDiffer == true).Count} of {e.Probed} images; cosine of their gradients {Number(cosine)}",
            "EOT (gradients averaged over draws)", t => t.Draws > 1);
    }

    private static ObfuscationType? Vanishing(DiagnosisEvidence e, bool draws)
    {
        var gone = e.Share(f => f.LossZero && !f.MarginZero);
        return gone.Count == 0 ? null : new("vanishing-gradients", gone.Value > Tolerated ? CheckVerdict.Fail : CheckVerdict.Warn,
            $"gradient of cross entropy zero at {gone.Count} of {gone.Total} images where the margin has one",
            "a loss that does not saturate (the margin of the logits), or reparameterisation", t =>
                t.Attack == Trial.OnMargin && (!draws || t.Draws > 1));
    }

    private static ObfuscationType? Exploding(DiagnosisEvidence e)
    {
        var broken = e.Share(f => f.NonFinite);
        double[] norms = [.. e.Facts.Select(f => f.Norm).Where(n => n > 0)];
        double? median = e.Median(f => f.Norm > 0 ? f.Norm : null);
        bool wild = norms.Length > 0 && norms.Max() > Explosion * median;
        return broken.Count == 0 && !wild ? null : new("exploding-gradients", broken.Value > Tolerated || wild ? CheckVerdict.Fail
            : CheckVerdict.Warn,
            $"gradients not finite at {broken.Count} of {broken.Total} images; largest over median norm "
                + $"{Number(norms.Length > 0 ? norms.Max() / median : null)}",
            "reparameterisation (attack the input of what explodes), or a black-box attack", t =>
                t.Attack == Trial.BlackBox || t.Attack == Trial.OnMargin);
    }

    private static string Number(double? value) => value is { } v ? v.ToString("G3", CultureInfo.InvariantCulture) : "-";
}
