namespace Audit.Networks.Graphs;

/// <summary>What a step of the compiled engine computes. Numbers shared with native/audit_dnnl.cpp.</summary>
internal enum EngineKind
{
    Convolution = 0, Linear = 1, AveragePool = 2, AveragePoolInside = 3, MaxPool = 4, Sum = 5, Activate = 6,
    Concat = 7,
}
