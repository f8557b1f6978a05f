using Audit.Certify;
using Audit.Networks.Probing;
using Audit.Records.Runs;

namespace Audit.Studies.Driving;

/// <summary>Runs whose votes are taken again in part.</summary>
internal static class Recounted
{
    /// <summary>Does a run's work and takes the last votes again; where any vote does not repeat, the run is marked as
    /// retracted.</summary>
    /// <param name="run">The run.</param>
    /// <param name="recounts">Watch the votes.</param>
    /// <param name="work">False where it was stopped before the end.</param>
    /// <exception cref="UnrepeatableException">A vote came out otherwise; the item in progress is not recorded.</exception>
    public static bool Run(Run run, IReadOnlyList<Recount> recounts, Func<bool> work)
    {
        try
        {
            bool finished = work();
            foreach (var recount in recounts)
                recount.Finish();
            if (recounts.Sum(r => r.Taken) is > 0 and var taken)
                run.NoteRecount(taken, recounts.Sum(r => r.NearTies));
            return finished;
        }
        catch (UnrepeatableException e)
        {
            run.Retract(e.Message);
            throw new UnrepeatableException(
                $"{e.Message}; {run.Directory} is marked as retracted, its {run.Records.Count} records are not to be used");
        }
    }
}
