using System.Globalization;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Defences;

/// <summary>Forgets random pixels and puts the smoothest image in their place that fits the others.</summary>
/// <param name="Drop">Probability that a pixel is forgotten.</param>
/// <param name="Lambda">Weight of total variation.</param>
/// <param name="Steps">Steps of the minimiser.</param>
/// <remarks>
/// Source: Guo, Rana, Cisse and van der Maaten 2018, arXiv:1711.00117, section 3 (drop 0.5, weight 0.03). Minimises 1/2 sum m (z
/// - x)^2 + lambda TV(z), TV isotropic and per channel, by Chambolle and Pock 2011, algorithm 1 (steps 0.35, below 1/sqrt(8)).
/// Differs: the paper's distance is not squared, and it solves by split Bregman. The gradient does not pass: nobody
/// differentiates through a solver.
/// </remarks>
public sealed record TotalVariation(double Drop = 0.5, double Lambda = 0.03, int Steps = 100) : InputDefence
{
    private const double Step = 0.35;

    /// <inheritdoc/>
    public override string Name => "tv";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"tv:{Lambda},drop={Drop},steps={Steps}");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override string Surrogate => "identity";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws)
    {
        using var scope = NewDisposeScope();
        var mask = Mask(inner, draws).to(x.device);
        return Minimise(x, mask).clamp(0, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (!(Drop >= 0 && Drop < 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"drop must be in [0,1), got {Drop}");
        if (!(Lambda > 0 && double.IsFinite(Lambda)))
            yield return string.Create(CultureInfo.InvariantCulture, $"lambda must be a number above 0, got {Lambda}");
        if (Steps is < 1 or > 100_000)
            yield return $"steps must be 1 to 100000, got {Steps}";
    }

    /// <summary>1 where a pixel is kept, all channels together: [N,1,H,W].</summary>
    private Tensor Mask(ImageShape shape, Draws draws)
    {
        int area = shape.Height * shape.Width;
        float[] kept = [.. Enumerable.Range(0, draws.Addresses.Length).SelectMany(row => draws.Uniform(row, area))
            .Select(u => u < Drop ? 0f : 1f)];
        return tensor(kept, [draws.Addresses.Length, 1, shape.Height, shape.Width]);
    }

    internal Tensor Minimise(Tensor x, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var known = x * mask * Step;
        var weight = (mask * Step) + 1;
        var z = x * mask;
        var leading = z;
        var (down, right) = (zeros_like(z), zeros_like(z));
        for (int k = 0; k < Steps; k++)
        {
            using var inner = NewDisposeScope();
            var (dy, dx) = Slopes(leading);
            var (y, w) = (down + (dy * Step), right + (dx * Step));
            var shrink = ((y.square() + w.square()).sqrt() / Lambda).clamp(min: 1);
            (down, right) = ((y / shrink).MoveToOuterDisposeScope(), (w / shrink).MoveToOuterDisposeScope());
            var next = ((z + (Divergence(down, right) * Step) + known) / weight).MoveToOuterDisposeScope();
            leading = ((next * 2) - z).MoveToOuterDisposeScope();
            z = next;
        }
        return z.MoveToOuterDisposeScope();
    }

    /// <summary>Differences to the next row and column; 0 at the last.</summary>
    private static (Tensor Down, Tensor Right) Slopes(Tensor z)
    {
        long height = z.size(2), width = z.size(3);
        return (F.pad(z.narrow(2, 1, height - 1) - z.narrow(2, 0, height - 1), [0, 0, 0, 1]),
            F.pad(z.narrow(3, 1, width - 1) - z.narrow(3, 0, width - 1), [0, 1, 0, 0]));
    }

    /// <summary>Minus the adjoint of <see cref="Slopes"/>.</summary>
    private static Tensor Divergence(Tensor down, Tensor right)
    {
        long height = down.size(2), width = down.size(3);
        return F.pad(down.narrow(2, 0, height - 1), [0, 0, 0, 1]) - F.pad(down.narrow(2, 0, height - 1), [0, 0, 1, 0])
            + F.pad(right.narrow(3, 0, width - 1), [0, 1, 0, 0]) - F.pad(right.narrow(3, 0, width - 1), [1, 0, 0, 0]);
    }
}
