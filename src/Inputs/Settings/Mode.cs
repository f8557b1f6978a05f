namespace Audit.Inputs.Settings;

/// <summary>One of the ways in which a command runs, with the options that it takes beside those of all.</summary>
/// <param name="Name">How it is chosen: "--method smoothing".</param>
/// <param name="Options">The options of this mode.</param>
public sealed record Mode(string Name, IReadOnlyList<Offer> Options)
{
    /// <summary>Whether an option belongs to it.</summary>
    /// <param name="name">Without dashes.</param>
    public bool Takes(string name) => Options.Any(o => o.Setting.Name == name);
}
