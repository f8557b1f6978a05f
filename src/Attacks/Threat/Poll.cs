using Audit.Records.Statistics;

namespace Audit.Attacks;

/// <summary>A vote of fresh draws on one image, ended as soon as it cannot confirm any more.</summary>
/// <remarks>
/// Confirmed is what the judge would confirm. One that votes: PREDICT on as many draws, with the same error. One that looks at a
/// single draw:
/// <see cref="Unanimous"/> draws without exception, of which a single further one differs with probability below 0.11 (at 99.9 %
/// confidence). Being too strict costs time and no success: the attack goes on from there, and the judge still sees its best
/// image.
/// </remarks>
/// <param name="judging">How the victim is judged.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="meets">Whether a class meets the aim.</param>
/// <param name="best">Share of an image found before that was not confirmed: one that does no better will not be either. 0 for
/// none.</param>
/// <param name="leaves">Whether any class but the label will do.</param>
internal sealed class Poll(JudgeOptions judging, int classes, Func<int, bool> meets, double best, bool leaves = true)
{
    /// <summary>Draws that must all agree where a single one judges.</summary>
    private const int Unanimous = 64;

    /// <summary>Draws of the first look at such an image.</summary>
    private const int FirstLook = 16;

    /// <summary>Draws between two looks at a vote.</summary>
    private const int Block = 64;

    private readonly long[] counts = new long[classes];
    private long asked, met;
    private bool rejected;

    private bool Votes => judging.Samples > 1;

    private long Total => Votes ? judging.Samples : Unanimous;

    /// <summary>Draws to ask next; 0 once it is decided.</summary>
    public int Next => rejected ? 0 : (int)Math.Min(Total - asked, !Votes && asked == 0 ? FirstLook : Block);

    /// <summary>Whether the image is won.</summary>
    public bool Won => !rejected && asked == Total && (!Votes || (Prediction.Of(counts, judging.Alpha) is { } top && meets(top)));

    /// <summary>Share of the draws that met the aim.</summary>
    public double Share => asked == 0 ? 0 : (double)met / asked;

    /// <summary>Counts the classes of the draws that were asked for; null is a logit that is not finite, on which no vote
    /// decides.
    /// Where a single draw judges, it is one that leaves the label.</summary>
    public void Add(IEnumerable<int?> tops)
    {
        foreach (int? top in tops)
        {
            asked++;
            if (top is not { } c)
            {
                rejected |= Votes || !leaves;
                met++;
                continue;
            }
            counts[c]++;
            met += meets(c) ? 1 : 0;
        }
        rejected |= Votes ? !meets(Prediction.Top(counts)) || (best > 0 && Share <= best) : met < asked;
    }
}
