using System.CommandLine;
using System.CommandLine.Parsing;

namespace Audit.Cli.Options;

/// <summary>How the words behind an option become its value; what cannot is refused by the option's name, what it takes and what came.</summary>
internal static class OptionValues
{
    /// <summary>Gives an option of a number, or of a list of numbers, its parser; others are left as they are.</summary>
    public static Option<T> Read<T>(this Option<T> option, Limits? limits)
    {
        limits ??= Limits.None;
        switch (option)
        {
            case Option<double> o: o.CustomParser = One(o.Name, limits, Real); break;
            case Option<double?> o: o.CustomParser = result => One(o.Name, limits, Real)(result); break;
            case Option<int> o: o.CustomParser = One(o.Name, limits, Int); break;
            case Option<int?> o: o.CustomParser = result => One(o.Name, limits, Int)(result); break;
            case Option<long> o: o.CustomParser = One(o.Name, limits, Long); break;
            case Option<long?> o: o.CustomParser = result => One(o.Name, limits, Long)(result); break;
            case Option<ulong> o: o.CustomParser = One(o.Name, limits with { Least = 0, Note = $" (at most {ulong.MaxValue})" }, Seed); break;
            case Option<double[]?> o: o.CustomParser = Many(o.Name, limits, Real); break;
            case Option<float[]?> o: o.CustomParser = Many(o.Name, limits, Float); break;
        }
        return option;
    }

    /// <summary>Reports a word that is no value.</summary>
    public static T? Refuse<T>(this SymbolResult result, string expected, string got)
    {
        result.AddError($"{expected}, got {Shown.Name(got)}");
        return default;
    }

    private static Func<ArgumentResult, T> One<T>(string name, Limits limits, Func<string, (T, double)?> parse) where T : struct => result =>
    {
        string text = result.Tokens[^1].Value;
        return parse(text) is (var value, var size) && limits.Allow(size) ? value
            : result.Refuse<T>($"{name} must be {limits.Text(whole: typeof(T) != typeof(double))}", text);
    };

    /// <summary>A list: values with commas between them, or the option given again, or both.</summary>
    private static Func<ArgumentResult, T[]?> Many<T>(string name, Limits limits, Func<string, (T, double)?> parse) => result =>
    {
        var values = new List<T>();
        foreach (string item in result.Tokens.SelectMany(token => Numbers.Items(token.Value)))
        {
            if (!(parse(item) is (var value, var size) && limits.Allow(size)))
                return result.Refuse<T[]>($"{name} must be numbers{limits.Text(whole: false)["a number".Length..]} with commas between them", item);
            values.Add(value);
        }
        return [.. values];
    };

    private static (double, double)? Real(string text) => Numbers.TryRatio(text, out double value) ? (value, value) : null;

    private static (float, double)? Float(string text) => Numbers.TryReal(text, out float value) ? (value, value)
        : Numbers.TryRatio(text, out double ratio) && float.IsFinite((float)ratio) ? ((float)ratio, ratio) : null;

    private static (int, double)? Int(string text) => Numbers.TryWhole(text, out int value) ? (value, value) : null;

    private static (long, double)? Long(string text) => Numbers.TryWhole(text, out long value) ? (value, value) : null;

    private static (ulong, double)? Seed(string text) => Numbers.TryCount(text, out ulong value) ? (value, value) : null;
}
