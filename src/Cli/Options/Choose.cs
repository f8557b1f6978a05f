using System.CommandLine;

namespace Audit.Cli.Options;

/// <summary>Options that several commands share, each described once.</summary>
public static class Choose
{
    /// <summary>An option with a default that --help shows.</summary>
    public static Option<T> With<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Maybe<T>(string name, string description) => new(name) { Description = description };

    /// <summary>An option that must be given.</summary>
    public static Option<T> Needed<T>(string name, string description) => new(name) { Description = description, Required = true };

    /// <summary>--out FOLDER.</summary>
    public static Option<string> RunFolder() => Needed<string>("--out", "Folder of the run; one that was begun is continued");

    /// <summary>--threads.</summary>
    public static Option<int> Threads() => With("--threads", 0, "CPU cores to use; 0 is all");

    /// <summary>--device.</summary>
    public static Option<string> Device() => With("--device", "auto", "auto, cpu, cuda or cuda:N");

    /// <summary>--json.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the summary as JSON on stdout" };
}
