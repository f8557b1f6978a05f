namespace Audit.Records.Review;

/// <summary>What became of a claim, or of a part of it.</summary>
public enum Standing
{
    /// <summary>Shown.</summary>
    Held,

    /// <summary>Shown to be false.</summary>
    Refuted,

    /// <summary>Neither was shown.</summary>
    Undecided,

    /// <summary>Nobody looked.</summary>
    NotRun,

    /// <summary>A measurement that no claim was made about.</summary>
    Measured,
}

/// <summary>Names of standings.</summary>
public static class Standings
{
    /// <summary>As people and programs read it.</summary>
    public static string Name(this Standing standing) => standing switch
    {
        Standing.Held => "held",
        Standing.Refuted => "refuted",
        Standing.Undecided => "undecided",
        Standing.NotRun => "not run",
        _ => "measured",
    };
}
