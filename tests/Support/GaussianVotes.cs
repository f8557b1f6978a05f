using Audit.Records.Certificates;

namespace Audit.Tests;

/// <summary>Votes under Gaussian noise, made without a classifier.</summary>
public static class GaussianVotes
{
    public static Votes Of(long count, long n, double alpha, double sigma) => new(0, count, 100, n, alpha, new GaussianL2(sigma));
}
