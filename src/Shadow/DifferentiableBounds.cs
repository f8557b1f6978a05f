using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>A network that is certified by bounds on its margins as something to spoof: the attack climbs the bounds
/// themselves.</summary>
/// <remarks>Climbed in float32, whatever the certificates are computed in: an attack may err, its referee may not.</remarks>
public sealed class DifferentiableBounds : IDifferentiableCertifier
{
    private readonly BoundCertifier certifier;
    private readonly BallMargins margins;
    private readonly bool normalised;

    /// <param name="network">The network, normalisation included.</param>
    /// <param name="options">The certificates: of one size, in L-infinity or L2.</param>
    /// <param name="normalised">Perturbations are in units of the network's own normalisation; else in pixel units.</param>
    /// <param name="device">Where to compute.</param>
    public DifferentiableBounds(Graph network, BoundOptions options, bool normalised, Device? device = null)
    {
        double epsilon = options.Epsilon ?? throw new ArgumentException("certificates of one size are spoofed", nameof(options));
        (certifier, this.normalised) = (new BoundCertifier(network, options, device), normalised);
        margins = new BallMargins(network, options.Method, epsilon, options.Clip, device, norm: options.Norm);
    }

    /// <inheritdoc/>
    public ImageShape InputShape => margins.InputShape;

    /// <inheritdoc/>
    public int Classes => margins.Classes;

    /// <inheritdoc/>
    public Device Device => margins.Device;

    /// <remarks>Few: a run of a few images is not filled up to many, and images that settle soon make room.</remarks>
    /// <inheritdoc/>
    public int Block => 8;

    /// <inheritdoc/>
    public bool IsFilled => true;

    /// <inheritdoc/>
    public bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<Original> originals, Rng rng) =>
        certifier.Certify(images);

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Compare(Tensor images, IReadOnlyList<Original> originals, IReadOnlyList<int> targets,
        Rng rng) => certifier.Certify(images);

    /// <summary>Whether a wrong class is predicted, and the bound on its margin that is least short.</summary>
    /// <inheritdoc/>
    public (double First, double Second) Nearness(Certificate certificate, int label)
    {
        var bounds = (MarginEvidence)certificate.Evidence;
        return bounds.Class != label ? (1, bounds.MarginLower) : (0, -bounds.MarginLower);
    }

    /// <summary>In the order of their logits.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<int>> Strongest(Tensor images, IReadOnlyList<Original> originals, Rng rng)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        long[] order = margins.Logits(images.to(Device)).argsort(1, true).cpu().contiguous().data<long>().ToArray();
        return [.. order.Chunk(Classes).Select(row => (IReadOnlyList<int>)[.. row.Select(c => (int)c)])];
    }

    /// <inheritdoc/>
    public IShadowLoss Loss(Tensor images, IReadOnlyList<Original> originals, IReadOnlyList<int> targets, Rng rng,
        SearchRound? round = null) =>
        new BoundLoss(margins, images, tensor([.. targets.Select(t => (long)t)]).to(Device), normalised);
}
