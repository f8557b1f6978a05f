using Audit.Inputs;
using Audit.Inputs.Settings;
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

    /// <summary>Options that depend on each other, checked.</summary>
    /// <exception cref="UsageException">There is a problem.</exception>
    protected static void Check(IEnumerable<string> problems, string prefix = "")
    {
        if (problems.FirstOrDefault() is { } problem)
            throw new UsageException(prefix + problem);
    }
}
