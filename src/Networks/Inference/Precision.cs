namespace Audit.Networks.Inference;

/// <summary>Arithmetic of a network's layers. Weights are stored, and logits given, in float32 either way.</summary>
public enum Precision
{
    /// <summary>What <see cref="Interpreters.Forward"/> computes, up to the order of sums.</summary>
    Float32,

    /// <summary>Weights and activations rounded to 8 significant bits, products summed in float32: another network, close
    /// by.</summary>
    Bfloat16,

    /// <summary>Weights and activations rounded to 11 significant bits, on CUDA devices; numbers beyond 65,504
    /// overflow.</summary>
    Float16,
}
