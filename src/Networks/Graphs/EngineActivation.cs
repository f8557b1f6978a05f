namespace Audit.Networks.Graphs;

/// <summary>What a step of the compiled engine ends with. Numbers shared with native/audit_dnnl.cpp.</summary>
internal enum EngineActivation
{
    None = 0, Relu = 1, LeakyRelu = 2, Logistic = 3, Tanh = 4, Clip = 5, Elu = 6,
}
