namespace Audit.Networks.Architectures;

/// <summary>One layer of a chain, as its text says it.</summary>
public abstract record ChainLayer
{
    /// <summary>Convolution with a square kernel.</summary>
    public sealed record Conv(int Channels, int Kernel, int Stride, int Padding, bool Bias) : ChainLayer
    {
        /// <inheritdoc/>
        public override string ToString() => $"conv {Channels} {Kernel}x{Kernel} s{Stride} p{Padding}{(Bias ? "" : " nobias")}";
    }

    /// <summary>Linear layer.</summary>
    public sealed record Fc(int Features, bool Bias) : ChainLayer
    {
        /// <inheritdoc/>
        public override string ToString() => $"fc {Features}{(Bias ? "" : " nobias")}";
    }

    /// <summary>Pooling with a square kernel.</summary>
    public sealed record Pool(bool Maximum, int Kernel, int Stride, int Padding) : ChainLayer
    {
        /// <inheritdoc/>
        public override string ToString() => $"{(Maximum ? "maxpool" : "avgpool")} {Kernel}x{Kernel} s{Stride} p{Padding}";
    }

    /// <summary>A layer without attributes: relu, flatten, bn, gap (mean over the image), dropout (nothing, but it counts in
    /// names).</summary>
    public sealed record Plain(string Word) : ChainLayer
    {
        /// <inheritdoc/>
        public override string ToString() => Word;
    }

    /// <summary>Whether it has weights.</summary>
    public bool HasParameters => this is Conv or Fc or Plain { Word: "bn" };
}
