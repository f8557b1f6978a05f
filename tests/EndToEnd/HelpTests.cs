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
    public void Help_OfEveryCommand_HasAnExample()
    {
        foreach (var command in Audit.Cli.Root.Create().Subcommands.SelectMany(c => c.Subcommands.Count > 0 ? c.Subcommands
            : [c]))
            Assert.Contains("Example: audit ", command.Description, StringComparison.Ordinal);
    }
}
