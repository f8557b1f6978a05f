using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Certifies the class that a network predicts, by one bound in float32.</summary>
public sealed class BoundReferee(Graph network, BoundKind kind, double epsilon, bool clip, Device? device = null) : IBoundReferee
{
    /// <summary>What the margins are computed in: no claim beyond its rounding errors.</summary>
    public const string Arithmetic = "float32";

    private readonly MarginBounds bounds = new(network, kind, epsilon, clip, device);
    private readonly bool finite = BoundGraph.IsFinite(network);

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Certify(Tensor x)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var images = x.to(bounds.Device);
        var predicted = bounds.Logits(images).argmax(1);
        var margins = bounds.Lower(images, bounds.Rows(predicted)).scatter(1, predicted.unsqueeze(1), full([x.size(0), 1], double.PositiveInfinity)).amin([1]);
        long[] classes = predicted.cpu().data<long>().ToArray();
        float[] least = margins.cpu().contiguous().data<float>().ToArray();
        return [.. classes.Zip(least).Select(p => new Certificate(new MarginEvidence((int)p.First, finite ? p.Second : float.NaN, kind.Name(), Arithmetic,
            new Region(Norm.Linf, epsilon, Closed: true))))];
    }
}
