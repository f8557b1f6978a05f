using System.CommandLine;
using System.CommandLine.Parsing;
using Audit.Inputs.Settings;

namespace Audit.Cli.Options;

/// <summary>Settings as options of a command.</summary>
internal sealed class Form
{
    private readonly List<(Setting Setting, Option Option)> options = [];

    /// <param name="command">The command, to which the options are added.</param>
    /// <param name="common">The settings that it always has.</param>
    /// <param name="others">Settings of single modes; of several with one name the first counts.</param>
    public Form(Command command, IReadOnlyList<Offer> common, params IEnumerable<Offer> others)
    {
        foreach (var offer in common.Concat(others).DistinctBy(o => o.Setting.Name))
        {
            var option = Of(offer);
            option.Required = offer.Setting is { IsNeeded: true, IsScoped: false } && common.Contains(offer);
            options.Add((offer.Setting, option));
            command.Add(option);
            HelpPage.Put(option, offer.Title);
        }
    }

    /// <summary>What was given of the options.</summary>
    public Given Read(ParseResult parse) => new(options.Where(o => parse.GetResult(o.Option) is { Implicit: false })
        .ToDictionary(o => o.Setting.Name, o => Words(o.Setting, parse.GetResult(o.Option)!)));

    /// <summary>"text [default: value]".</summary>
    private static string Describe(Offer offer) => (offer.Setting.Default ?? offer.Default) is { Length: > 0 } value
        ? $"{offer.Setting.Help} [default: {value}]" : offer.Setting.Help;

    private static Option Of(Offer offer)
    {
        var setting = offer.Setting;
        string name = "--" + setting.Name;
        Option option = setting.IsFlag ? new Option<bool>(name) : setting.Repeats
            ? new Option<string[]>(name) { AllowMultipleArgumentsPerToken = setting.TakesWords } : new Option<string>(name);
        option.Description = Describe(offer);
        if (setting.IsToggle)
            option.Arity = ArgumentArity.ZeroOrOne;
        if (setting.Words.Count > 0)
            option.CompletionSources.Add([.. setting.Words]);
        option.Validators.Add(result => Check(setting, result));
        return option;
    }

    /// <summary>Reports a value that is none. Whether there are too many or too few words is said elsewhere.</summary>
    private static void Check(Setting setting, OptionResult result)
    {
        if (result.Tokens.Count < result.Option.Arity.MinimumNumberOfValues
            || result.Tokens.Count > result.Option.Arity.MaximumNumberOfValues)
            return;
        if (setting.Misread(Words(setting, result)) is { } problem)
            result.AddError(problem);
    }

    private static IReadOnlyList<string> Words(Setting setting, OptionResult result) =>
        setting.IsFlag ? [] : [.. result.Tokens.Select(t => t.Value)];
}
