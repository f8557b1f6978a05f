using Audit.Studies.Driving;

namespace Audit.Cli.Terminal;

/// <summary>Studies on a terminal: warnings, notes and progress on stderr.</summary>
public sealed class TerminalView : IStudyView
{
    /// <inheritdoc/>
    public void Warn(string text) => Errors.Warn(text);

    /// <inheritdoc/>
    public void Note(string text) => Errors.Note(text);

    /// <inheritdoc/>
    public T Show<T>(string title, double total, Func<ReportProgress, T> work) => Progress.Run(title, total, work);
}
