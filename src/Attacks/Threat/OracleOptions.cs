namespace Audit.Attacks;

/// <summary>What is averaged over the draws of a random model.</summary>
public enum Averaging
{
    /// <summary>The loss, and with it its gradients (EOT, Athalye et al. 2018, arXiv:1707.07397).</summary>
    Loss,

    /// <summary>The logits: the loss is that of their mean.</summary>
    Logits,

    /// <summary>The probabilities: the loss is that of the logarithm of their mean (Salman et al. 2019,
    /// arXiv:1906.04584).</summary>
    Probabilities,
}

/// <summary>What an attack sees of its victim.</summary>
public sealed record OracleOptions
{
    /// <summary>What is shown.</summary>
    public Access Access { get; init; } = Access.Gradients;

    /// <summary>Draws behind each answer of a random model.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>What is averaged over them.</summary>
    public Averaging Averaging { get; init; } = Averaging.Loss;

    /// <summary>Whether each answer has draws of its own; if not, the same ones answer every time (common random
    /// numbers).</summary>
    public bool FreshDraws { get; init; } = true;

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (Draws is < 1 or > 100_000)
            yield return $"draws must be 1 to 100000, got {Draws}";
    }
}
