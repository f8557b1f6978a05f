namespace Audit.Networks.Probing;

/// <summary>Counts of a comparison of answers.</summary>
internal sealed class AnswerCounts
{
    /// <summary>Top classes that rounding may turn: one, and one in fifty.</summary>
    private const int Turns = 50;

    private bool excused;

    /// <summary>Answers compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Answers that differ by more than rounding.</summary>
    public int Rows { get; private set; }

    /// <summary>Answers with another top class.</summary>
    public int Classes { get; private set; }

    /// <summary>Whether nothing speaks against a function of the image.</summary>
    /// <remarks>Logits that lie so close together that all differences look like rounding would hide classes that change: these
    /// are counted for themselves.</remarks>
    public bool IsSame => (Rows == 0 || excused) && Classes <= 1 + (Compared / Turns);

    public void Add(int compared, int rows, int classes) => (Compared, Rows, Classes) = (Compared + compared, Rows + rows,
        Classes + classes);

    public void Add(AnswerCounts other)
    {
        excused = (Rows == 0 || excused) && (other.Rows == 0 || other.excused);
        Add(other.Compared, other.Rows, other.Classes);
    }

    /// <summary>What differs is explained.</summary>
    public void Excuse() => excused = true;
}
