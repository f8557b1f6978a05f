namespace Audit.Studies.Driving;

/// <summary>Where a running study shows itself.</summary>
public interface IStudyView
{
    /// <summary>Shows what a reader of the results must not miss.</summary>
    void Warn(string text);

    /// <summary>Shows what a user should know while it runs; no part of the results.</summary>
    void Note(string text);

    /// <summary>Shows the progress of work.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="work">The work; told where to report. What it returns is returned.</param>
    T Show<T>(string title, double total, Func<ReportProgress, T> work);
}
