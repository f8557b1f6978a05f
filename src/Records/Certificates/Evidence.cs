namespace Audit.Records.Certificates;

/// <summary>The observation from which a verdict follows; it is what is stored, the rest is derived.</summary>
public abstract record Evidence;

/// <summary>Votes of a classifier under Gaussian noise (Cohen et al. 2019, CERTIFY).</summary>
/// <param name="Class">Class selected on the first <paramref name="N0"/> samples.</param>
/// <param name="Count">Votes for that class among the <paramref name="N"/> estimation samples.</param>
/// <param name="N0">Selection samples; none of them is counted again.</param>
/// <param name="N">Estimation samples.</param>
/// <param name="Alpha">Probability with which the certificate may be wrong.</param>
/// <param name="Sigma">Standard deviation of the noise, pixel units.</param>
/// <param name="NonFinite">Samples, of either kind, whose logits held a NaN or an infinity.</param>
public sealed record Votes(int Class, long Count, long N0, long N, double Alpha, double Sigma, long NonFinite = 0) : Evidence;

/// <summary>A sound lower bound on the smallest margin over a region (IBP, CROWN-IBP, CROWN).</summary>
/// <param name="MarginLower">Lower bound on min over other classes of logit[class] - logit[other].</param>
/// <param name="Method">Name of the bound, for example "crown-ibp".</param>
/// <param name="Arithmetic">How it was rounded, for example "float32" or "float64 outward".</param>
public sealed record Bounds(double MarginLower, string Method, string Arithmetic) : Evidence;
