using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>One node on its way into the compiled engine: what a rule of that reading sees, and the steps that it can
/// make.</summary>
internal interface ILowering
{
    /// <summary>The step that the node reads first; null is the network's input.</summary>
    LoweredStep? X { get; }

    /// <summary>Shape of one image's value of the node.</summary>
    long[] Shape { get; }

    /// <summary>Whether the node reads the pixels, and is alone in that.</summary>
    bool ReadsPixels { get; }

    /// <summary>Adds a step.</summary>
    LoweredStep Next(LoweredStep step);

    /// <summary>Leaves a normalisation to where pixels are read; there is no step then.</summary>
    LoweredStep? Pixels(Normalize op);

    /// <summary>A factor and an offset for each channel: a convolution of one pixel in as many groups as channels.</summary>
    LoweredStep PerChannel(Tensor? factor, Tensor? offset);

    /// <summary>A constant as [C], where it does not vary over height and width.</summary>
    Tensor Channels(Tensor constant);

    /// <summary>A pool.</summary>
    LoweredStep Pool(EngineKind kind, long[] kernel, long[] stride, long[] padding, long[] dilation);

    /// <summary>The mean over height and width.</summary>
    LoweredStep MeanOverImage();

    /// <summary>The sum of the node's two inputs.</summary>
    LoweredStep Sum();

    /// <summary>The node's inputs one behind the other, by channel.</summary>
    LoweredStep Join();

    /// <summary>A function of single numbers, fused into the step before it where that is possible.</summary>
    LoweredStep Activate(EngineActivation activation, float a = 0, float b = 0);

    /// <summary>There is no step for the node as it is used.</summary>
    UnsupportedOpException No();
}
