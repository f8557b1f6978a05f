namespace Audit.Studies.Reviewing;

/// <summary>How long the rest of a review will take: the estimates of its plan, corrected by what the steps took so
/// far.</summary>
/// <param name="planned">Seconds that each step was estimated to take.</param>
public sealed class ReviewClock(IReadOnlyList<double> planned)
{
    /// <summary>Part of a step after which its own speed is believed.</summary>
    private const double Telling = 0.02;

    private double taken, estimated;

    /// <summary>Notes a step that came to its end, or was broken off.</summary>
    /// <param name="step">Which.</param>
    /// <param name="part">How much of it was done now: 0 for a step that was there already.</param>
    /// <param name="seconds">How long that took.</param>
    public void Finish(int step, double part, double seconds)
    {
        taken += seconds;
        estimated += part * planned[step];
    }

    /// <summary>Seconds until the end.</summary>
    /// <param name="step">The step in progress.</param>
    /// <param name="started">How much of it was there when it was begun or continued, from 0 to 1.</param>
    /// <param name="done">How much of it is done.</param>
    /// <param name="seconds">How long it has been running.</param>
    public double Left(int step, double started, double done, double seconds)
    {
        double part = done - started, own = planned[step];
        // The machine is busier, or freer, than when the plan was made: the other steps will feel it too.
        double known = estimated + (part > Telling ? part * own : 0);
        double slower = known > 0 ? (taken + (part > Telling ? seconds : 0)) / known : 1;
        double here = part > Telling ? seconds * (1 - done) / part : (1 - done) * own * slower;
        return here + slower * planned.Skip(step + 1).Sum();
    }
}
