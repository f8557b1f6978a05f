using System.CommandLine;
using System.Globalization;
using Audit.Cli.Options;
using Audit.Inputs.Settings;
using Audit.Studies;
using Audit.Studies.Driving;

namespace Audit.Tests.Studies;

/// <summary>Command lines as studies, without running them; {grey} and {colour} are ten made-up images, {models} the committed
/// networks.</summary>
internal static class StudyLine
{
    private static readonly Dictionary<string, StudyForm> Forms = new()
    {
        ["certify"] = new CertifyForm(),
        ["spoof"] = new SpoofForm(),
        ["attack"] = new AttackForm(),
        ["diagnose"] = new DiagnosisForm(),
    };

    /// <summary>Ten images, one of each class; pixel k of image i is 31 i + 7 k + (i k mod 5), modulo 256.</summary>
    public static string Images(TemporaryFolder folder, string name, int pixels)
    {
        string path = folder.At(name);
        if (!File.Exists(path))
        {
            File.WriteAllLines(path, Enumerable.Range(0, 10).Select(i => string.Join(',',
                Enumerable.Range(0, pixels).Select(k => (31 * i + 7 * k + i * k % 5) % 256).Prepend(i)
                    .Select(v => v.ToString(CultureInfo.InvariantCulture)))));
        }
        return $"csv:{path}";
    }

    /// <summary>The words of a line.</summary>
    public static string[] Words(string line, TemporaryFolder folder, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] places =
        [
            ("{grey}", Images(folder, "grey.csv", 784)), ("{colour}", Images(folder, "colour.csv", 3072)),
                ("{models}", Path.Combine(Repository.Root, "models")), .. more,
        ];
        return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => places.Aggregate(word, (w, p) => w.Replace(p.Name, p.Value, StringComparison.Ordinal)))];
    }

    /// <summary>What a line gives, read as the program reads it.</summary>
    public static Given Given(string[] words, IReadOnlyList<Offer> common, params IEnumerable<Offer> others)
    {
        var command = new Command(words[0]);
        var form = new Form(command, common, others);
        var parse = command.Parse(words[1..]);
        return parse.Errors.Count == 0 ? form.Read(parse) : throw new Audit.Inputs.UsageException(parse.Errors[0].Message);
    }

    /// <summary>The study of a line, with everything loaded, and where it goes.</summary>
    public static (StudyWork Work, RunRequest Request) Open(string[] words, Action<string>? warn = null)
    {
        var form = Forms[words[0]];
        string[] whole = words.Contains("--out") ? words : [.. words, "--out", "unused"];
        var given = Given(whole, [.. Offer.Of(RunRequest.Settings, new()), .. form.Common],
            form.Modes.SelectMany(m => m.Options));
        return (form.Open(given, warn ?? (_ => { })), given.Read(RunRequest.Settings, new()));
    }
}
