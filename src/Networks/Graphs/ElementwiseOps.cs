namespace Audit.Networks.Graphs;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Op;

/// <summary>x where x is positive, slope * x elsewhere.</summary>
public sealed record LeakyRelu(double Slope) : Op;

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : Op;

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Op;

/// <summary>min(max(x, Minimum), Maximum); either may be infinite.</summary>
public sealed record Clip(double Minimum, double Maximum) : Op;

/// <summary>1 / x: falling on either side of zero, without a bound across it.</summary>
public sealed record Reciprocal : Op;

/// <summary>Product of two branches with equally many dimensions; one of size 1 is repeated to the other's size.</summary>
public sealed record Multiply : Op;

/// <summary>exp(x) over its sum along an axis.</summary>
public sealed record Softmax(long Axis) : Op;

/// <summary>The logarithm of <see cref="Softmax"/>.</summary>
public sealed record LogSoftmax(long Axis) : Op;
