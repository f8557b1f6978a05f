using System.Runtime.InteropServices;
using Audit.Networks.Graphs;

namespace Audit.Networks.Engine;

/// <summary>One step as the native side reads it. Layout shared with native/audit_dnnl.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct EngineStep
{
    internal EngineKind Kind;
    internal int Input;
    internal int Other;
    internal EngineActivation Activation;
    internal int Outputs;
    internal int Groups;
    internal fixed int Kernel[2];
    internal fixed int Stride[2];
    internal fixed int Padding[2];
    internal fixed int Dilation[2];
    internal float A;
    internal float B;
    internal float* Weight;
    internal float* Bias;
}

/// <summary>A network as the native side reads it. Layout shared with native/audit_dnnl.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct EngineNetwork
{
    internal int Channels;
    internal int Height;
    internal int Width;
    internal int Unit;
    internal int Bfloat16;
    internal int Gradient;
    internal int Count;
    internal EngineStep* Steps;
    internal float* Mean;
    internal float* Deviation;
}
