namespace Audit.Networks.Graphs;

/// <summary>All dimensions but the first into one, in CHW order.</summary>
public sealed record Flatten : Op;

/// <summary>The same elements in row-major order under another shape (without the batch).</summary>
public sealed record Reshape(long[] Shape) : Op;

/// <summary>Dimension k of the result is dimension Order[k] of x; Order[0] is 0, the batch.</summary>
public sealed record Permute(long[] Order) : Op;

/// <summary>The inputs one after the other along an axis.</summary>
public sealed record Concat(long Axis) : Op;

/// <summary>A constant before and after each dimension but the batch.</summary>
public sealed record Pad(long[] Before, long[] After, double Value) : Op;

/// <summary>Elements Start, Start + Step, ... below End of each dimension but the batch; 0 &lt;= Start &lt; End &lt;= size, Step &gt;= 1.</summary>
public sealed record Slice(long[] Start, long[] End, long[] Step) : Op;

/// <summary>Each element Factors[0] times along height and Factors[1] times along width (nearest neighbour).</summary>
public sealed record UpsampleNearest(long[] Factors) : Op;
