namespace Audit.Train;

/// <summary>How a network is trained. Defaults are what reaches the anchor of the ResNet-20 in few epochs on a CPU.</summary>
public sealed record TrainOptions
{
    /// <summary>What the loss is ("gaussian": cross entropy on images with Gaussian noise, Cohen et al. 2019).</summary>
    public string Recipe { get; init; } = "gaussian";

    /// <summary>Standard deviation of the training noise, pixel units.</summary>
    public double Sigma { get; init; } = 0.25;

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Largest learning rate, reached at the end of the warm-up.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>Share of all steps over which the learning rate rises linearly from 0.</summary>
    public double WarmUp { get; init; } = 0.15;

    /// <summary>Nesterov momentum.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 penalty of weights; biases and batch norms have none.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Random horizontal flips (natural images, not digits).</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Zero padding, in pixels, from which a random crop is taken; 0 crops nothing.</summary>
    public int Crop { get; init; } = 4;

    /// <summary>Seed of weights, order, augmentation and noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Arithmetic of convolutions: float32, or bfloat16 with float32 weights, statistics and loss.</summary>
    public TrainPrecision Precision { get; init; } = TrainPrecision.Float32;

    /// <summary>What is wrong with the options, if anything.</summary>
    public IEnumerable<string> Validate()
    {
        if (!(Sigma >= 0) || double.IsInfinity(Sigma))
            yield return $"sigma must be a number of at least 0, got {Sigma}";
        if (Epochs < 1)
            yield return $"epochs must be at least 1, got {Epochs}";
        if (BatchSize < 2)
            yield return $"batch size must be at least 2 (batch norm needs a spread), got {BatchSize}";
        if (!(LearningRate > 0))
            yield return $"learning rate must be above 0, got {LearningRate}";
        if (!(WarmUp >= 0 && WarmUp < 1))
            yield return $"warm-up must be a share in [0,1), got {WarmUp}";
        if (!(Momentum >= 0 && Momentum < 1))
            yield return $"momentum must be in [0,1), got {Momentum}";
        if (!(WeightDecay >= 0))
            yield return $"weight decay must be at least 0, got {WeightDecay}";
        if (Crop < 0)
            yield return $"crop must be at least 0, got {Crop}";
    }
}

/// <summary>Arithmetic of the convolutions in training.</summary>
public enum TrainPrecision
{
    /// <summary>IEEE single throughout.</summary>
    Float32,

    /// <summary>Activations and convolutions in bfloat16; weights, batch statistics and loss in float32.</summary>
    BFloat16,
}
