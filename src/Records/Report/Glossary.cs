namespace Audit.Records.Report;

/// <summary>The words of a report.</summary>
internal static class Glossary
{
    /// <summary>Term and meaning.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> Terms { get; } =
    [
        ("abstain", "A certifier gives no certificate for an image. Counted as a failure."),
        ("adaptive attack", "An attack made for this very defence, by someone who knows how it works."),
        ("alpha", "Probability with which a certificate by votes may be wrong. Bounds have none."),
        ("already wrong", "An image that is misclassified before anything is done to it. It can be neither robust nor spoofed."),
        ("BPDA", "Backward pass differentiable approximation: predictions are exact, gradients are those of a surrogate."),
        ("budget", "Largest size that a perturbation may have, in a norm, in pixel units of [0,1]."),
        ("ceiling", "The largest radius that N unanimous votes can certify."),
        ("certificate", "A proof that no perturbation within a ball around an image changes its class. It does not say that the "
            + "class is right, nor that the image is natural."),
        ("certified accuracy", "Share of all images with a certificate for the right class at a radius."),
        ("contradiction", "Two facts that cannot both hold: a certificate, and an image inside its ball of another class."),
        ("cross-examination", "An attack inside the ball of each certificate. A success shows a false certificate."),
        ("draw", "One sample of the noise of a random model."),
        ("EOT", "Expectation over transformations: gradients averaged over draws."),
        ("gradient masking, obfuscated gradients", "Masking: gradients are hidden, on purpose or not, while adversarial images "
            + "remain. Obfuscated gradients are a special case (shattered, stochastic, vanishing or exploding). Authors disagree "
            + "about where one ends and the other begins; the checks do not depend on it."),
        ("interval", "[low, high] behind a share: 95 % Clopper-Pearson interval over images. Of several ways of counting the "
            + "best is shown with a correspondingly wider interval (Bonferroni)."),
        ("robust accuracy", "Share of all images that are right, and still right under the attacks that were run: an upper bound "
            + "on the truth."),
        ("spoof", "An image that is certified for a wrong class, made from one that was right (Shadow Attack). Its certificate "
            + "is true: it speaks of the spoofed image."),
        ("stronger", "A spoof whose certificate is at least as strong as that of the image that it was made from."),
        ("surrogate, hold-out", "A model whose gradients are used in place of the victim's; a model that only sees the result."),
        ("threat model", "What an attacker may change, by how much, and what is known and shown to him."),
        ("victim model", "The model under attack as it is deployed: with its defence, its noise and its precision."),
        ("white box, gray box, black box, no box", "The attacker sees everything with gradients; some parts; answers alone "
            + "(logits, probabilities or labels); nothing at all of the victim (transfer from other models)."),
    ];
}
