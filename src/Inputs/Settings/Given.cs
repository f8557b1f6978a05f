namespace Audit.Inputs.Settings;

/// <summary>What a user gave: words by the name of the option.</summary>
/// <param name="words">Words behind each option that was given; none for a flag.</param>
public sealed class Given(IReadOnlyDictionary<string, IReadOnlyList<string>> words)
{
    /// <summary>The words behind each option that was given.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Words => words;

    /// <summary>The same with one option more, or another value of it.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="value">Its one word.</param>
    public Given With(string name, string value) =>
        new(new Dictionary<string, IReadOnlyList<string>>(words) { [name] = [value] });

    /// <summary>Whether an option was given.</summary>
    /// <param name="name">Without dashes.</param>
    public bool Has(string name) => words.ContainsKey(name);

    /// <summary>Whether any of the options was given.</summary>
    public bool HasAny(IEnumerable<Setting> settings) => settings.Any(s => Has(s.Name));

    /// <summary>Options with what was given of them.</summary>
    /// <param name="settings">The settings, in the order in which they are applied.</param>
    /// <param name="start">Where nothing is given.</param>
    /// <exception cref="UsageException">A value is wrong, does not go with the others, or is missing.</exception>
    public T Read<T>(IReadOnlyList<Setting<T>> settings, T start)
    {
        var options = start;
        foreach (var setting in settings.Where(s => s.IsOffered && Has(s.Name)))
            options = setting.Read(options, words[setting.Name]);
        Check(settings, options);
        return options;
    }

    /// <summary>Refuses what was given and has no meaning beside the other options, and asks for what is needed.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="options">The options, as far as they are known.</param>
    /// <exception cref="UsageException">There is such an option.</exception>
    public void Check<T>(IReadOnlyList<Setting<T>> settings, T options)
    {
        foreach (var setting in settings.Where(s => s.IsOffered && Has(s.Name) && !s.Applies(options)))
            throw new UsageException($"--{setting.Name} is for {setting.For!.Name}: leave it out");
        foreach (var setting in settings.Where(s => s.IsOffered && s.IsNeeded && !Has(s.Name) && s.Applies(options)))
            throw new UsageException($"--{setting.Name} is needed: {setting.Help}");
    }

    /// <summary>Refuses what was given and belongs to another mode of the command.</summary>
    /// <param name="chosen">The mode.</param>
    /// <param name="modes">All modes.</param>
    /// <exception cref="UsageException">Such an option was given.</exception>
    public void Refuse(Mode chosen, IReadOnlyList<Mode> modes)
    {
        var other = words.Keys.Where(name => !chosen.Takes(name))
            .Select(name => (Name: name, Modes: modes.Where(m => m.Takes(name)).ToList())).FirstOrDefault(o => o.Modes.Count > 0);
        if (other.Name is not null)
            throw new UsageException($"--{other.Name} is for {string.Join(" or ", other.Modes.Select(m =>
                m.Name))}, not for {chosen.Name}: leave it out");
    }
}
