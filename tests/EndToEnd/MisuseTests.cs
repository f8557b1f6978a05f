using Audit.Cli;
using Audit.Inputs;
using Audit.Records.Tables;

namespace Audit.Tests.EndToEnd;

/// <summary>Wrong words and values are refused before anything is loaded, by the option's name, what it takes and what
/// came.</summary>
public class MisuseTests
{
    private const string Certify = "certify --model FILE --data glyphs --out o ";

    public static readonly TheoryData<string, string> Cases = new()
    {
        { Certify + "--sigma 0,25",
            "--sigma must be a number from 1E-06 to 1000000 (pixel units of [0,1]), got '0,25' (see audit certify --help)" },
        { Certify + "--sigma 1e-310", "--sigma must be a number from 1E-06" },
        { Certify + "--sigma 1e30", "--sigma must be a number from 1E-06" },
        { Certify + "--sigma nan", "got 'nan'" },
        { Certify + "--sigma", "--sigma needs a value (see" },
        { Certify + "--sigma 1 --sigma 2", "--sigma takes one value, it was given 2" },
        { Certify + "--sigma 1 2", "unexpected '2'" },
        { Certify + "--sigma 1 --n 1,000", "--n must be a whole number from 1 to 2147483648, got '1,000'" },
        { Certify + "--sigma 1 --n 1e5", "--n must be a whole number from 1 to 2147483648, got '1e5'" },
        { Certify + "--sigma 1 --n 99999999999999999999",
            "--n must be a whole number from 1 to 2147483648, got '99999999999999999999'" },
        { Certify + "--sigma 1 --n0 0", "--n0 must be a whole number from 1 to 2147483648, got '0'" },
        { Certify + "--sigma 1 --alpha 1", "--alpha must be a number between 0 and 1, got '1'" },
        { Certify + "--sigma 1 --alpha 0", "--alpha must be a number between 0 and 1, got '0'" },
        { Certify + "--sigma 1 --seed -1", "--seed must be a whole number from 0 to 18446744073709551615, got '-1'" },
        { Certify + "--sigma 1 --threads -1", "--threads must be a whole number from 0 to 1024, got '-1'" },
        { Certify + "--sigma 1 --threads 1.5", "--threads must be a whole number from 0 to 1024, got '1.5'" },
        { Certify + "--sigma 1 --decide 0.25,,0.5", "--decide must be numbers of at least 0 with commas between them, got ''" },
        { Certify + "--sigma 1 --decide -1", "got '-1'" },
        { Certify + "--sigma 1 --precision int8", "--precision must be one of float32, bfloat16, float16, mixed; got 'int8'" },
        { Certify + "--sigma 1 --mean .5;.5", "--mean must be numbers with commas between them, got '.5;.5'" },
        { Certify + "--sigma 1 --std 0,1", "--std must be numbers above 0 with commas between them, got '0'" },
        { Certify + "--sigma 1 --pairs 0 --precision mixed", "--pairs must be a whole number of at least 1, got '0'" },
        { Certify + "--sigma 1 --json yes", "--json takes no value, got 'yes'" },
        { Certify + "--sigm 1", "unknown option '--sigm': did you mean --sigma?" },
        { Certify + "--sigma 1 --nonsense", "unknown option '--nonsense' (see audit certify --help)" },
        { "certify --model FILE --data glyphs --sigma 1", "--out is needed: Run folder" },
        { "certify --model FILE --data glyphs --sigma 1 --out ", "--out '': expected the name of a folder" },
        { "train --data glyphs --out o --flip maybe", "--flip must be true or false, got 'maybe'" },
        { "train --data glyphs --out o --batch 1", "--batch must be a whole number from 2 to 1000000, got '1'" },
        { "table --kind certified-accuracy", "<runs> is missing: Run folders (see audit table --help)" },
        { "table RUN --kind accuracy", "--kind must be one of certified-accuracy, spoofed-radius," },
        { "table RUN --width 3", "--width must be a length from 1in to 40in, such as 3.25in, 8.2cm, 82mm or 234pt, got '3'" },
        { "table RUN --label a}b", "--label must be letters, digits and :.-_, got 'a}b'" },
        { "table RUN --name c25", "--name must be RUN=TEXT, got 'c25'" },
        { "table RUN --kind verified --radii 0;1", "--radii must be numbers of at least 0 with commas between them, got '0;1'" },
        { "data fetch imagenet --out o", "<name> must be one of" },
        { "data", "a command is missing: fetch (see audit data --help)" },
        { "import cohen FILE --out o",
            "--sigma is needed: Noise that the log was certified with (see audit import cohen --help)" },
        { "train --out o --epochs 1", "--data is needed: Data set" },
        { "certify --sigma 1", "MODEL is needed: Model file" },
        { "certify --sigma 1", "--out is needed: Run folder" },
        { "certify --sigma 1", "--data is needed: Data set" },
        { "certify FILE --data cifr10:x --sigma 1 --out o", "--data 'cifr10:x': did you mean cifar10? expected cifar10:DIR" },
        { "certify FILE --model FILE --data glyphs --sigma 1 --out o", "unexpected '" },
        { "certify /nowhere --data glyphs --sigma 1 --out o", "<MODEL> '/nowhere': there is no such model file" },
        { "plot RUN --kind image-grid --out a.svg --xmax 1", "--xmax is for --kind radius-histogram, certified-accuracy" },
        { "plot RUN --kind radius-scatter --out a.svg --font a'b", "--font must be letters, digits, spaces and dashes" },
        { "completion fish", "<shell> must be one of bash, zsh, pwsh; got 'fish'" },
        { "tabel RUN", "unknown command 'tabel': did you mean table?" },
        { "cetrify", "unknown command 'cetrify': did you mean certify? (see audit --help)" },
        { "inspect", "<model> is missing: Model file" },
        { "inspect ", "<model> '': there is no such model file" },
        { "inspect /nowhere", "<model> '/nowhere': there is no such model file" },
        { "inspect /tmp", "<model> '/tmp': is a folder, expected a model file" },
        { "inspect /nowhere/caf\ufffd", "its name is not valid UTF-8" },
        { "table /nowhere --kind verified", "<runs> '/nowhere': there is no such run folder" },
        { "table FILE --kind verified", "is a file, expected a run folder" },
        { "merge RUN --out FILE", "is a file, expected a folder" },
        { "export FILE --out /tmp", "--out '/tmp': is a folder, expected the name of a file" },
        { "attack --model FILE --data glyphs --attack pgd --out o --certificates /nowhere",
            "--certificates '/nowhere': there is no such run folder" },
        { "train --data glyphs --out o --teacher /nowhere", "--teacher '/nowhere': there is no such model file" },
        { Certify + "--sigma 1 --golden /proc/x", "--golden '/proc/x': there is no such npz file" },
        { Certify + "--sigma 1 --shard 3/2", "--shard must be i/n with i from 1 to n, such as 1/4; got '3/2'" },
        { Certify + "--sigma 1 --device tpu", "--device must be auto, cpu, cuda or cuda:N, got 'tpu'" },
        { Certify + "--sigma 1 --device cuda:0:1", "got 'cuda:0:1'" },
        { Certify + "--sigma 1 --max 0", "--max must be a whole number of at least 1, or -1 for all images; got 0" },
        { Certify + "--sigma 1 --max -2", "--max must be a whole number of at least 1, or -1 for all images; got -2" },
        { Certify + "--sigma 1 --defence bits:0,3", "--defence" },
        { Certify + "--sigma 1 --arch lenet", "names its own architecture, 'cnn-small'; leave --arch out" },
        { Certify + "--sigma 1 --input 3x64x64", "names its own shape, 3x32x32; leave --input out" },
        { Certify + "--sigma 1 --mean .5,.5,.5 --std .1,.1,.1", "holds its own normalisation" },
        { Certify + "--sigma 1 --mean .5,.5,.5", "--mean and --std must be given together" },
        { Certify + "--sigma 1 --data x", "--data takes one value, it was given 2" },
        { "@x", "unknown command '@x' (see audit --help)" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WrongWords_AreNamed(string line, string expected)
    {
        string message = Assert.Throws<UsageException>(() => CommandLine.Run(Words(line))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Int64", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    /// <summary>The words of a line: FILE is a model, RUN a folder that is there.</summary>
    private static string[] Words(string line) => [.. line.Split(' ')
        .Select(w => w switch { "FILE" => Model, "RUN" => AppContext.BaseDirectory, _ => w })];

    /// <summary>No option of any command takes a thousand for a comma, and each says its own name.</summary>
    [Fact]
    public void EveryNumericOption_RefusesWords_ByItsName()
    {
        var seen = new List<string>();
        foreach (var command in Root.Create().Subcommands.SelectMany(c => c.Subcommands.Count > 0 ? c.Subcommands : [c]))
        {
            foreach (var option in command.Options.Where(o => o.Validators.Count > 0 && IsNumber(command, o.Name)))
            {
                foreach (string word in (string[])["abc", "1,000", "0,25", "NaN", "1e999", "--x y"])
                {
                    var errors = command.Parse([option.Name, word]).Errors.Where(e =>
                        e.Message.StartsWith(option.Name, StringComparison.Ordinal)).ToList();
                    Assert.True(errors.Count == 1, $"{command.Name} {option.Name} {word}: {errors.Count} errors");
                    Assert.Contains($"got '{word}'", errors[0].Message, StringComparison.Ordinal);
                }
                seen.Add($"{command.Name} {option.Name}");
            }
        }
        Assert.True(seen.Count is >= 50 and <= 500, string.Join(", ", seen));
    }

    /// <summary>It takes some number and no word.</summary>
    private static bool IsNumber(System.CommandLine.Command command, string option)
    {
        bool Takes(string word) => !command.Parse([option, word]).Errors.Any(e =>
            e.Message.StartsWith(option, StringComparison.Ordinal));
        return !Takes("abc") && ((string[])["0.5", "1", "10"]).Any(Takes) && !Takes("1,1") && !Takes("1:1") && !Takes("true");
    }

    [Theory]
    [InlineData("--radii 0,0.25,1/2")]
    [InlineData("--radii 0 0.25 0.5")]
    [InlineData("--radii 0,0.25 --radii 0.5")]
    [InlineData("--radii=0,0.25,.5")]
    public void Lists_AreSeparatedByCommasOrGivenAgain(string words)
    {
        var command = Root.Create().Subcommands.Single(c => c.Name == "table");
        var parse = command.Parse([AppContext.BaseDirectory, "--kind", "verified", .. words.Split(' ')]);
        Assert.Empty(parse.Errors);
        var radii = TableOptions.Settings.Single(r => r.Name == "radii");
        Assert.Equal([0, 0.25, 0.5], radii.Read(new(), parse.GetValue<string[]>("--radii")!).Radii!);
    }
}
