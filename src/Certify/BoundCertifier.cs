using Audit.Bounds;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>Certificates from bounds on margins: every input of the region has the class that the image has.</summary>
/// <remarks>
/// The class is the network's own answer for the image; whether it is right is another matter. "Certified" follows from a lower
/// bound on every margin that compares above 0. With <see cref="BoundArithmetic.Sound"/> the statement is about the network in
/// real numbers, weights being the file's own numbers and pixels the float32 numbers that they are; otherwise it is right up to
/// rounding errors.
/// </remarks>
public sealed class BoundCertifier : ICertifier
{
    private readonly BoundOptions options;
    private readonly Graph graph;
    private readonly Device device;
    private readonly ScalarType type;
    private readonly MarginBounds bounds;
    private readonly bool finite;

    /// <param name="graph">The network; it is copied into the arithmetic asked for.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="device">Where to compute; sound arithmetic is proven for the CPU.</param>
    /// <exception cref="UsageException">Sound arithmetic on another device.</exception>
    public BoundCertifier(Graph graph, BoundOptions options, Device? device = null)
    {
        this.options = options;
        this.device = device ?? CPU;
        type = options.Arithmetic == BoundArithmetic.Float32 ? float32 : float64;
        var rounding = options.Arithmetic == BoundArithmetic.Sound ? Rounding.Outward : null;
        if (rounding is not null && this.device.type != TorchSharp.DeviceType.CPU)
            throw new UsageException($"sound arithmetic is proven for the CPU, got device {this.device}: use --device cpu");
        if (options.Method == BoundMethod.Complete)
            throw new ArgumentException("branch and bound certifies by CompleteCertifier", nameof(options));
        if (rounding is not null)
            SoundConstants.Expect(graph);
        this.graph = BoundGraph.Of(graph, type, this.device);
        bounds = new MarginBounds(this.graph, options.Method)
        {
            Backward = options.Crown,
            Alpha = options.Alpha,
            Rounding = rounding
        };
        finite = BoundGraph.IsFinite(this.graph);
    }

    /// <summary>Images to give at once, so that backward passes have at least 64 rows of each within their memory.</summary>
    public int Batch
    {
        get
        {
            int rows = CrownMemory.Rows(graph, 1, type, options.Crown);
            return options.Method == BoundMethod.Ibp ? Math.Clamp(rows, 1, 250) : Math.Clamp(rows / 64, 1, 32);
        }
    }

    /// <summary>Rows of each image that a backward pass takes at once; layers and specifications with more are done in
    /// parts.</summary>
    public int RowsAtOnce => CrownMemory.Rows(graph, Batch, type, options.Crown);

    /// <inheritdoc/>
    /// <remarks>How many images there are decides how sums are grouped.</remarks>
    public bool BatchMatters => true;

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<int> indexes, Rng rng,
        CancellationToken stop = default) => Certify(images);

    /// <summary>A certificate for each image: over the region of the options, or over the largest that was found.</summary>
    /// <param name="images">[N,C,H,W] in [0,1], float32.</param>
    public IReadOnlyList<Certificate> Certify(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = images.to(type, device);
        var labels = Forward.Run(graph, x).argmax(1);
        var rows = Specification.Margins(labels, graph.Classes, x);
        long[] classes = labels.cpu().data<long>().ToArray();
        if (options.Epsilon is double epsilon)
        {
            var margins = At([.. Enumerable.Repeat(epsilon, classes.Length)], x, rows);
            return [.. classes.Select((c, k) => Evidence(margins, k, c, epsilon))];
        }
        var (radii, found) = RadiusSearch.Largest(classes.Length, Largest(x), sizes => At(sizes, x, rows));
        return [.. classes.Select((c, k) => Evidence(found, k, c, radii[k]))];
    }

    /// <summary>Beyond this size there are no images left to leave out.</summary>
    private double Largest(Tensor x) => options.Norm == Norm.Linf ? 1 : Math.Sqrt(x.numel() / (double)x.shape[0]);

    private LeastMargins At(double[] sizes, Tensor x, Tensor rows)
    {
        using var scope = NewDisposeScope();
        var epsilon = InputRegion.Sizes(sizes, x);
        var region = options.Norm == Norm.Linf ? InputRegion.Linf(x, epsilon, options.Clip, bounds.Rounding)
            : InputRegion.L2(x, epsilon, options.Clip, bounds.Rounding);
        var margins = LeastMargins.Of(bounds, region, rows);
        return finite ? margins : margins with
        {
            Margins = [.. margins.Margins.Select(_ => double.NaN)],
            Rows = [.. margins.Rows.Select(row => row.Select(_ => double.NaN).ToArray())],
        };
    }

    private Certificate Evidence(LeastMargins margins, int image, long label, double size) =>
        new(new MarginEvidence((int)label, margins.Margins[image], margins.Bounds[image],
        options.Arithmetic.Name(), new Region(options.Norm, size, Closed: true))
        {
            // Rows are of the other classes in order; the class itself has none.
            Margins = options.Margins ? [.. margins.Rows[image][..(int)label], 0, .. margins.Rows[image][(int)label..]] : null,
        });
}
