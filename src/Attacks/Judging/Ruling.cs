namespace Audit.Attacks;

/// <summary>What a referee found out about one image.</summary>
/// <param name="Class">Class of the image as judged; null for an abstention or logits that are not finite.</param>
/// <param name="L0">Pixels changed, channels counted apart.</param>
/// <param name="L1">Sum of absolute changes.</param>
/// <param name="L2">Root of the sum of squares.</param>
/// <param name="Linf">Largest change.</param>
/// <param name="Inside">Within the budget.</param>
public sealed record Ruling(int? Class, int L0, double L1, double L2, double Linf, bool Inside);
