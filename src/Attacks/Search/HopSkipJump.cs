using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>HopSkipJump: walks along the decision boundary, seeing labels only.</summary>
/// <remarks>
/// Source: Chen, Jordan and Wainwright 2020, arXiv:1904.02144, algorithms 1 and 2: bisection to the boundary, an estimate of its
/// normal from the labels of random points around it, a step of geometrically falling length, and again, until the queries are
/// spent. Each image is attacked by itself; its questions go to the victim in batches. Starts: <see cref="FarStart"/>.
/// </remarks>
/// <param name="Queries">Most queries per image.</param>
public sealed record HopSkipJump(int Queries = 5000) : IAttack
{
    /// <summary>Points of the first normal; the k-th takes sqrt(k) times as many.</summary>
    private const int FirstPoints = 100;

    /// <summary>Shares of the way from the boundary back to the start that are tried until a random victim confirms
    /// one.</summary>
    private static readonly double[] Back = [0, 1.0 / 64, 1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 1];

    /// <summary>Labels asked for at once.</summary>
    private const int AtOnce = 128;

    /// <inheritdoc/>
    public string Name => "hopskipjump";

    /// <inheritdoc/>
    public Access Needs => Access.Label;

    /// <inheritdoc/>
    public bool IsMinimumNorm => true;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var best = task.X.clone();
        var (found, share) = (new bool[task.Count], new double[task.Count]);
        for (int row = 0; row < task.Count; row++)
        {
            using var inner = NewDisposeScope();
            var (image, met) = One(task.Select([row]), task.X);
            (found[row], share[row]) = (met, met ? 1 : 0);
            if (met)
                best.narrow(0, row, 1).copy_(image);
        }
        return new AttackResult(best, found, share).ToOuterScope();
    }

    private (Tensor Image, bool Found) One(AttackTask task, Tensor others)
    {
        using var scope = NewDisposeScope();
        if (new FarStart(task, Queries, Ask).Find(others) is not { } start)
            return (task.X.alias().MoveToOuterDisposeScope(), false);
        double theta = 1 / (task.Norm == Norm.Linf ? Math.Pow(task.X.numel(), 2) : Math.Pow(task.X.numel(), 1.5));
        using var x = new Kept(Boundary(task, start, theta));
        for (int k = 1; Left(task) > 0; k++)
        {
            using var inner = NewDisposeScope();
            double distance = PerImage.Size(x.Value - task.X, task.Norm).ToDouble();
            if (distance == 0)
                break;
            // delta of algorithm 2: about the error of the bisection, in the first round a tenth of the box.
            double delta = k == 1 ? 0.1 : theta * distance * (task.Norm == Norm.Linf ? task.X.numel()
                : Math.Sqrt(task.X.numel()));
            long points = Math.Min((long)(FirstPoints * Math.Sqrt(k)), Left(task));
            if (points < 1)
                break;
            var direction = Normal(task, x.Value, delta, (int)points, k);
            if (Jump(task, x.Value, direction, distance / Math.Sqrt(k)) is not { } jumped)
                continue;
            var next = Boundary(task, jumped, theta);
            // A step may end further away than it began: the nearest is kept.
            if (PerImage.Size(next - task.X, task.Norm).ToDouble() < distance)
                x.Set(next.clone());
        }
        return Settled(task, x.Value, start) is { } settled ? (settled.MoveToOuterDisposeScope(), true)
            : (task.X.alias().MoveToOuterDisposeScope(), false);
    }

    /// <summary>The nearest image on the way back to the start that is won: on its boundary a random victim is
    /// undecided.</summary>
    private static Tensor? Settled(AttackTask task, Tensor x, Tensor start)
    {
        foreach (double back in Back)
        {
            using var scope = NewDisposeScope();
            var tried = back == 0 ? x.clone() : x + (start - x) * back;
            if (task.Oracle.Confirm(tried, task.Aim, [true]).Won[0])
                return tried.MoveToOuterDisposeScope();
        }
        return null;
    }

    /// <summary>The last adversarial image on the way to the clean one: along the line (L2), or by cutting to smaller and smaller
    /// cubes (Linf).</summary>
    private Tensor Boundary(AttackTask task, Tensor far, double theta)
    {
        using var scope = NewDisposeScope();
        double size = PerImage.Size(far - task.X, task.Norm).ToDouble();
        double unit = task.Norm == Norm.Linf ? size : 1;
        Tensor At(double t) => task.Norm == Norm.Linf ? (far - task.X).clamp(-t, t) + task.X : task.X + (far - task.X) * t;
        double low = 0, high = unit;
        double tolerance = Math.Max(task.Norm == Norm.Linf ? Math.Min(high * theta, theta) : theta, 1e-6);
        while (high - low > tolerance && Left(task) > 0)
        {
            using var inner = NewDisposeScope();
            double middle = (low + high) / 2;
            (low, high) = Ask(task, At(middle))[0] ? (low, middle) : (middle, high);
        }
        return At(high).MoveToOuterDisposeScope();
    }

    /// <summary>The boundary's normal, towards the adversarial side.</summary>
    private static Tensor Normal(AttackTask task, Tensor x, double delta, int points, int round)
    {
        using var scope = NewDisposeScope();
        var shape = zeros([points, x.size(1), x.size(2), x.size(3)], float32, x.device);
        var rng = task.Rng.Derive(round);
        NoiseAddress[] addresses = [.. Enumerable.Range(0, points)
            .Select(k => new NoiseAddress(NoiseStream.Search, task.Oracle.Images[0], k))];
        var noise = task.Norm == Norm.Linf ? AddressedNoise.Uniform(shape, rng, addresses) * 2 - 1
            : AddressedNoise.Gaussian(shape, rng, addresses);
        var around = (x + PerImage.Normalised(noise, Norm.L2) * delta).clamp(0, 1);
        var moved = (around - x) / delta;
        double[] signs = [.. Ask(task, around).Select(met => met ? 1.0 : -1.0)];
        double mean = signs.Average();
        // With both labels present the mean is taken off: it lowers the variance of the estimate (their equation 16).
        bool mixed = Math.Abs(mean) < 1;
        var weights = PerImage.Of([.. signs.Select(s => mixed ? s - mean : s)], x);
        var normal = (moved * PerImage.Spread(weights, moved)).mean([0], keepdim: true);
        return (task.Norm == Norm.Linf ? normal.sign() : PerImage.Normalised(normal, Norm.L2)).MoveToOuterDisposeScope();
    }

    /// <summary>A step along the direction, halved until it is adversarial; null where the queries end first.</summary>
    private Tensor? Jump(AttackTask task, Tensor x, Tensor direction, double length)
    {
        for (; Left(task) > 0 && length > 1e-9; length /= 2)
        {
            using var scope = NewDisposeScope();
            var tried = (x + direction * length).clamp(0, 1);
            if (Ask(task, tried)[0])
                return tried.MoveToOuterDisposeScope();
        }
        return null;
    }

    /// <summary>Images that may still be asked about.</summary>
    private long Left(AttackTask task) => (Queries - task.Oracle.Queries(0)) / task.Oracle.DrawsPerAnswer;

    private static List<bool> Ask(AttackTask task, Tensor images)
    {
        var met = new List<bool>();
        for (int first = 0; first < images.size(0); first += AtOnce)
        {
            using var scope = NewDisposeScope();
            int count = (int)Math.Min(AtOnce, images.size(0) - first);
            var copies = task.Select(new int[count]);
            met.AddRange(Rows.Flags(copies.Oracle.Meets(images.narrow(0, first, count), copies.Aim)));
        }
        return met;
    }
}
