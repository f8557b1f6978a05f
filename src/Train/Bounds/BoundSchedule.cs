namespace Audit.Train;

/// <summary>Schedules of certified training by bounds (recipes ibp and crown-ibp).</summary>
/// <remarks>Defaults: kappa to 0 and beta to 0 as Zhang et al. 2020 end on CIFAR-10 at 8/255; Gowal et al. 2018 end at kappa = 1/2.</remarks>
public sealed record BoundSchedule
{
    /// <summary>Epochs on images alone before the radius grows.</summary>
    public double RampStart { get; init; } = 1;

    /// <summary>Epochs over which the radius grows from 0 to epsilon.</summary>
    public double RampEpochs { get; init; } = 20;

    /// <summary>How it grows.</summary>
    public RampShape Shape { get; init; } = RampShape.Smooth;

    /// <summary>Weight of the natural loss at the start of the ramp.</summary>
    public double KappaStart { get; init; } = 1;

    /// <summary>Weight of the natural loss at its end.</summary>
    public double KappaEnd { get; init; }

    /// <summary>Weight of the CROWN-IBP bound against the interval bound at the start of the ramp.</summary>
    public double BetaStart { get; init; } = 1;

    /// <summary>The same at its end; 0 leaves plain interval bounds.</summary>
    public double BetaEnd { get; init; }

    /// <summary>The initialisation of Shi et al. 2021 in place of the usual one.</summary>
    public bool FastStart { get; init; }

    /// <summary>The ramp that the options describe.</summary>
    public EpsilonRamp Ramp => new(RampStart, RampEpochs, Shape);

    /// <summary>What is wrong with the options, if anything.</summary>
    public IEnumerable<string> Validate()
    {
        if (!(RampStart >= 0) || double.IsInfinity(RampStart))
            yield return $"ramp-start must be at least 0 epochs, got {RampStart}";
        if (!(RampEpochs >= 0) || double.IsInfinity(RampEpochs))
            yield return $"ramp-epochs must be at least 0 epochs, got {RampEpochs}";
        foreach (var (name, value) in new[] { ("kappa-start", KappaStart), ("kappa-end", KappaEnd), ("beta-start", BetaStart), ("beta-end", BetaEnd) })
        {
            if (!(value >= 0 && value <= 1))
                yield return $"{name} must be in [0,1], got {value}";
        }
    }
}
