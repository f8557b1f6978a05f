namespace Audit.Tests.EndToEnd;

/// <summary>Help texts as golden files: an option that is not in them does not exist for users.</summary>
public class HelpTests
{
    public static readonly TheoryData<string> Commands = [.. Audit.Cli.Root.Create().Subcommands.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_IsAsReviewed(string command)
    {
        var (status, text, _) = AuditProcess.Run(command, "--help");
        Assert.Equal(0, status);
        Golden.Check($"help/{command}.txt", text);
    }

    [Fact]
    public void Help_OfTheProgram_IsOneScreen()
    {
        var (status, text, _) = AuditProcess.Run();
        Assert.Equal(0, status);
        string[] lines = text.Split('\n');
        Assert.InRange(lines.Length, 10, 40);
        Assert.All(Audit.Cli.Root.Create().Subcommands, c => Assert.Contains(lines, line =>
            line.TrimStart().StartsWith(c.Name + " ", StringComparison.Ordinal)));
        Golden.Check("help/audit.txt", text);
    }

    /// <summary>The page is laid out by this program: nothing that a command takes may be lost on the way.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_NamesEveryOption(string command)
    {
        string text = AuditProcess.Run(command, "--help").Out;
        Assert.All(Audit.Cli.Root.Create().Subcommands.Single(c => c.Name == command).Options, o =>
            Assert.Contains($"  {o.Name}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Completion_ComesFromTheProgram()
    {
        Assert.Contains("certify", AuditProcess.Run("[suggest:3]", "cer").Out, StringComparison.Ordinal);
        Assert.Contains("--sigma", AuditProcess.Run("[suggest:12]", "certify --si").Out, StringComparison.Ordinal);
        foreach (string shell in (string[])["bash", "zsh", "pwsh"])
            Assert.Contains("[suggest:", AuditProcess.Run("completion", shell).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_OfEveryCommand_HasAnExample()
    {
        foreach (var command in Audit.Cli.Root.Create().Subcommands.SelectMany(c => c.Subcommands.Count > 0 ? c.Subcommands
            : [c]))
            Assert.Contains("Example: audit ", command.Description, StringComparison.Ordinal);
    }
}
