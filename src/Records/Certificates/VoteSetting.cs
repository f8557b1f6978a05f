namespace Audit.Records.Certificates;

/// <summary>Settings of CERTIFY: what a row of a table is about.</summary>
/// <param name="N0">Selection samples.</param>
/// <param name="N">Estimation samples, or the most there could have been.</param>
/// <param name="Alpha">Probability with which a certificate may be wrong.</param>
/// <param name="Ceiling">The largest radius that they can certify.</param>
public sealed record VoteSetting(NoiseModel Noise, long N0, long N, double Alpha, double Ceiling)
{
    public override string ToString() =>
        FormattableString.Invariant(
        $"({Noise.Name} noise, sigma {Noise.Sigma}, n0 {N0}, n {N}, alpha {Alpha}, ceiling {Ceiling:G4})");
}
