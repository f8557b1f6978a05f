using Audit.Studies.Driving;

namespace Audit.Tests;

/// <summary>A study nobody watches; what it warned of is kept.</summary>
internal sealed class SilentView : IStudyView
{
    public List<string> Warnings { get; } = [];

    public List<(double Done, string Detail)> Reports { get; } = [];

    public List<string> Notes { get; } = [];

    public void Warn(string text) => Warnings.Add(text);

    public void Note(string text) => Notes.Add(text);

    public T Show<T>(string title, double total, Func<ReportProgress, T> work) =>
        work((done, detail) => Reports.Add((done, detail)));
}
