namespace Audit.Studies.Experiments;

/// <summary>Options by name: the words behind each, none for one without a value, null for one that is taken back.</summary>
/// <param name="Given">The options.</param>
public sealed record Words(IReadOnlyDictionary<string, IReadOnlyList<string>?> Given)
{
    /// <summary>No options.</summary>
    public Words()
        : this(new Dictionary<string, IReadOnlyList<string>?>())
    {
    }

    /// <summary>These options, and others in place of those of the same name.</summary>
    public Words With(Words others)
    {
        Dictionary<string, IReadOnlyList<string>?> all = new(Given);
        foreach (var (name, words) in others.Given)
            all[name] = words;
        return new(all);
    }

    /// <summary>One option more.</summary>
    public Words With(string name, params IReadOnlyList<string> words) =>
        With(new Words(new Dictionary<string, IReadOnlyList<string>?> { [name] = words }));

    /// <summary>As a command line takes them: --name word, and once for each word of a list.</summary>
    public IEnumerable<string> Line() => Given.Where(o => o.Value is not null)
        .SelectMany(o => o.Value!.Count == 0 ? [$"--{o.Key}"] : o.Value.SelectMany(word => new[] { $"--{o.Key}", word }));
}
