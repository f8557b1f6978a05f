using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Audit.Studies.Driving;

namespace Audit.Studies;

/// <summary>A kind of study before it is asked: the options that it takes, and the study that they make.</summary>
public abstract class StudyForm
{
    /// <summary>Options of all modes.</summary>
    public abstract IReadOnlyList<Offer> Common { get; }

    /// <summary>The ways in which it runs; empty where there is one.</summary>
    public virtual IReadOnlyList<Mode> Modes => [];

    /// <summary>Reads and checks the options, and loads what they name.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="warn">Told what a user should know before trusting results.</param>
    /// <exception cref="UsageException">The options are wrong, contradict each other, or do not go with the files.</exception>
    public abstract StudyWork Open(Given given, Action<string> warn);

    /// <summary>Warns where a certificate or a judgement would be worth less than a coin.</summary>
    internal static void WarnOfAlpha(double alpha, Action<string> warn)
    {
        if (alpha > 0.5)
            warn(FormattableString.Invariant(
                $"--alpha {alpha}: more certificates may be wrong than right; usual values are 0.001 to 0.05"));
    }

    /// <summary>Warns of a budget that covers all images.</summary>
    internal static void WarnOfEpsilon(Norm norm, double? epsilon, Action<string> warn)
    {
        if (norm == Norm.Linf && epsilon is >= 1 and var e)
        {
            warn($"--epsilon {Numbers.Size(e)}: pixels are in [0,1], so a linf ball of this size holds every image"
                + (e == Math.Floor(e) && e <= 255 ? FormattableString.Invariant($"; was {e}/255 meant?") : ""));
        }
    }

    /// <summary>Options that depend on each other, checked.</summary>
    /// <exception cref="UsageException">There is a problem.</exception>
    protected static void Check(IEnumerable<string> problems, string prefix = "")
    {
        if (problems.FirstOrDefault() is { } problem)
            throw new UsageException(prefix + problem);
    }
}
