namespace Audit.Records.Certificates;

/// <summary>One way to smooth: a distribution of noise that is added to every pixel, and what a class's probability under it
/// certifies.</summary>
/// <remarks>
/// The proof that a radius holds stands at each model. All of them certify a class that the noise finds with a probability above
/// 1/2, in an open ball of the model's norm. Another distribution is a file like those beside this one, a row in <see
/// cref="NoiseModels"/>, and a sampler in project Noise.
/// </remarks>
/// <param name="Sigma">Standard deviation of the noise of one pixel, pixel units, whatever the distribution: so models of one
/// sigma compare.</param>
public abstract record NoiseModel(double Sigma)
{
    /// <summary>More than the relative error of <see cref="MissAt"/>.</summary>
    public const double Slack = 1e-12;

    public double Sigma { get; } = Sigma > 0 && double.IsFinite(Sigma) ? Sigma
        : throw new ArgumentOutOfRangeException(nameof(Sigma),
        FormattableString.Invariant($"sigma must be positive and finite, got {Sigma}."));

    /// <summary>Its name on the command line and in records.</summary>
    public abstract string Name { get; }

    /// <summary>The norm of the ball that it certifies.</summary>
    public abstract Norm Norm { get; }

    /// <summary>The radius of a class that noise misses with at most this probability, rounded down; null for none.</summary>
    public abstract double? Radius(double missUpper);

    /// <summary>The largest radius of a class that noise misses with at least this probability, rounded up; 0 for none.</summary>
    public abstract double MostRadius(double missLower);

    /// <summary>The probability of a miss from which on a class has no certificate of this radius, 0 beyond the largest radius
    /// there is; relative error below <see cref="Slack"/>.</summary>
    public abstract double MissAt(double radius);
}
