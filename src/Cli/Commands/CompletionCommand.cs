using System.CommandLine;
using Audit.Cli.Options;

namespace Audit.Cli.Commands;

/// <summary>audit completion: what a shell needs to complete commands, options and their words.</summary>
public static class CompletionCommand
{
    // The program itself answers: "[suggest:POSITION] LINE" is a directive of System.CommandLine.
    private const string Bash = """
        _audit() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$((COMP_POINT - ${#COMP_WORDS[0]} - 1))]" "${COMP_LINE#* }" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _audit audit
        """;

    private const string Zsh = """
        #compdef audit
        _audit() {
            local line="${BUFFER#* }"
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:$((CURSOR - ${#words[1]} - 1))]" "$line" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _audit audit
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName audit -ScriptBlock {
            param($word, $ast, $position)
            $line = $ast.ToString() -replace '^\S+ ?', ''
            audit "[suggest:$($position - 6)]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh" };
        shell.OneOf("bash", "zsh", "pwsh");
        var command = new Command("completion", """
            Prints a script that completes commands, options and their words in a shell.

            Example: audit completion bash > ~/.local/share/bash-completion/completions/audit
            """) { shell };
        command.SetAction(parse =>
        {
            System.Console.Out.WriteLine(parse.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Pwsh });
            return 0;
        });
        return command;
    }
}
