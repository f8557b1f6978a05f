using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;

namespace Audit.Bounds;

/// <summary>How backward passes see an op.</summary>
internal static class CrownRules
{
    /// <summary>Whether lines around a function of one variable stand for the op.</summary>
    public static bool IsActivation(Op operation) => operation is Relu or LeakyRelu or Sigmoid or Tanh;

    /// <summary>Whether the op's rule needs bounds of what it reads.</summary>
    public static bool NeedsBounds(Op operation) => IsActivation(operation) || operation is MaxPool2d;

    /// <summary>Whether nothing is gained from an element of what the op reads once its sign is known.</summary>
    public static bool IsSettledBySign(Op operation) => operation is Relu or LeakyRelu;

    /// <summary>Whether intervals of a node are exact: no more than one layer that mixes elements lies before it, and no branch.</summary>
    public static bool IsExact(Graph graph, int node)
    {
        int mixing = 0;
        for (; node != 0; node = graph.Nodes[node].Inputs[0])
        {
            switch (graph.Nodes[node].Op)
            {
                case Conv2d or ConvTranspose2d or Linear or AvgPool2d or GlobalAvgPool or Mean:
                    mixing++;
                    break;
                case Normalize or BatchNorm or Scale or Shift or Flatten or Reshape or Permute or Slice or Pad or UpsampleNearest:
                    break;
                default:
                    return false;
            }
        }
        return mixing <= 1;
    }
}
