using System.Globalization;
using Audit.Inputs.Settings;
using Audit.Studies.Subjects;

namespace Audit.Studies.Reviewing;

/// <summary>The studies that a review is made of, as their own commands would ask them.</summary>
internal static class Forms
{
    /// <summary>The form of a command.</summary>
    public static StudyForm Of(string command) => Find(command)
        ?? throw new ArgumentOutOfRangeException(nameof(command), $"no study is called {command}");

    /// <summary>The form of a command; null for one that makes no records of images.</summary>
    public static StudyForm? Find(string command) => command switch
    {
        "certify" => new CertifyForm(),
        "spoof" => new SpoofForm(),
        "attack" => new AttackForm(),
        "diagnose" => new DiagnosisForm(),
        _ => null,
    };

    /// <summary>The words of a step: model and data as given, its own options, its images.</summary>
    /// <param name="given">The words of the review.</param>
    /// <param name="step">The step.</param>
    /// <param name="folder">Folder of the review.</param>
    public static Given Given(Given given, PlannedStep step, string folder)
    {
        Dictionary<string, string> more = new(step.Options)
        {
            ["skip"] = step.Skip.ToString(CultureInfo.InvariantCulture),
        };
        if (step.Examines is { } examined)
            more["certificates"] = Path.Combine(folder, examined);
        return Given(given, more);
    }

    /// <summary>The words that name model and data, and some more.</summary>
    public static Given Given(Given given, IReadOnlyDictionary<string, string> more)
    {
        var subject = SubjectOptions.Settings().Select(s => s.Name).ToHashSet();
        var words = given.Words.Where(w => subject.Contains(w.Key) && !more.ContainsKey(w.Key))
            .ToDictionary(w => w.Key, w => w.Value);
        foreach (var (name, value) in more)
            words[name] = value.Length == 0 ? [] : [value];
        return new(words);
    }
}
