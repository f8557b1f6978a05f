namespace Audit.Cli.Terminal;

/// <summary>How much is said on standard error.</summary>
public enum Talkative
{
    /// <summary>Warnings and errors.</summary>
    Quiet,

    /// <summary>Progress too.</summary>
    Normal,

    /// <summary>Progress line by line, and the calls that led to an error.</summary>
    Verbose,
}

/// <summary>What --quiet and --verbose set for the whole program.</summary>
internal static class Talk
{
    /// <summary>How much is said.</summary>
    public static Talkative Level { get; set; } = Talkative.Normal;
}
