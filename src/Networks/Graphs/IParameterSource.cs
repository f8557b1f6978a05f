using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>Gives the tensors of a network while it is built: fresh ones, or those of a file.</summary>
public interface IParameterSource
{
    /// <param name="name">Full name, such as "layer1.0.conv1.weight".</param>
    /// <param name="shape">The shape that the network needs.</param>
    /// <param name="role">What the tensor is for, for initialisers.</param>
    /// <returns>A float32 tensor of that shape.</returns>
    Tensor Get(string name, long[] shape, ParameterRole role);
}

/// <summary>What a tensor is for: decides how it is initialised.</summary>
public abstract record ParameterRole
{
    /// <summary>All zeros.</summary>
    public static readonly ParameterRole Zeros = new Constant(0);

    /// <summary>All ones.</summary>
    public static readonly ParameterRole Ones = new Constant(1);

    /// <summary>One value everywhere.</summary>
    public sealed record Constant(float Value) : ParameterRole;

    /// <summary>Weight of a convolution.</summary>
    public sealed record ConvWeight(long FanIn, long FanOut) : ParameterRole;

    /// <summary>Weight of a linear layer.</summary>
    public sealed record LinearWeight(long FanIn) : ParameterRole;

    /// <summary>Bias of a convolution or linear layer.</summary>
    public sealed record Bias(long FanIn) : ParameterRole;
}
