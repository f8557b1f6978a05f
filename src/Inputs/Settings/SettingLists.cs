using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

/// <summary>What follows from a list of settings.</summary>
public static class SettingLists
{
    /// <summary>The same settings, of options that hold these as a part; without a part they change nothing.</summary>
    public static IEnumerable<Setting<T>> Within<T, TPart>(this IEnumerable<Setting<TPart>> settings, Func<T, TPart?> get, Func<T,
        TPart, T> with) where TPart : class =>
        settings.Select(s => new PartSetting<T, TPart>(s, get, with)
        {
            Key = s.Key,
            Default = s.Default,
            IsNeeded = s.IsNeeded,
            IsOffered = s.IsOffered
        });

    /// <summary>The same offers under a heading, those that have one of their own left out.</summary>
    public static IEnumerable<Offer> Titled(this IEnumerable<Offer> offers, string title) =>
        offers.Select(o => o with { Title = o.Title ?? title });

    /// <summary>What is wrong with the values, each in one line; none where all are in range.</summary>
    public static IEnumerable<string> Problems<T>(this IReadOnlyList<Setting<T>> settings, T options) =>
        settings.Where(s => s.Applies(options)).Select(s => s.Problem(options)).OfType<string>();

    /// <summary>Adds the values to a question, under their keys.</summary>
    public static void Describe<T>(this IReadOnlyList<Setting<T>> settings, T options, JsonObject question)
    {
        foreach (var setting in settings)
        {
            if (setting.Store(options) is { } value)
                question[setting.Key!] = value;
        }
    }
}
