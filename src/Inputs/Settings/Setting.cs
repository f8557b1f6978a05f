namespace Audit.Inputs.Settings;

/// <summary>One option of a kind of run, declared once: name, help, what it takes, default, and its key in the run's
/// question.</summary>
/// <param name="Name">Without dashes: "step-size".</param>
/// <param name="Help">One line for --help.</param>
public abstract record Setting(string Name, string Help)
{
    /// <summary>Key in the question; null where it cannot change an answer.</summary>
    public string? Key { get; init; } = Name.Replace('-', '_');

    /// <summary>Default, where it is no plain value that the options start from.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it must be given wherever it applies.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>Whether it belongs to some options only.</summary>
    public abstract bool IsScoped { get; }

    /// <summary>Whether users can give it; otherwise it is part of the question alone.</summary>
    public bool IsOffered { get; init; } = true;

    /// <summary>Given without a value.</summary>
    public virtual bool IsFlag => false;

    /// <summary>Several words may follow it: a list with spaces between its items.</summary>
    public bool TakesWords { get; init; }

    /// <summary>Whether leaving out the value means true.</summary>
    public virtual bool IsToggle => false;

    /// <summary>May be given more than once.</summary>
    public virtual bool Repeats => false;

    /// <summary>The words that it takes; empty where it takes others.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>What is wrong with the words behind it, in one line with its dashes; null for nothing.</summary>
    public abstract string? Misread(IReadOnlyList<string> words);
}
