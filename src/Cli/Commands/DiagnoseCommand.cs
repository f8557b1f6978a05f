using System.CommandLine;
using Audit.Cli.Terminal;
using Audit.Records.Diagnosis;
using Audit.Records.Tables;
using Audit.Studies;

namespace Audit.Cli.Commands;

/// <summary>audit diagnose: whether a robust accuracy can be believed.</summary>
public static class DiagnoseCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create() => StudyCommand.Create("diagnose", """
        Looks for obfuscated gradients: the five checks of Athalye et al. 2018, the type, the attack that it calls for, indicators of attack failure.

        Example: audit diagnose --model models/mnist-kw-small-standard.safetensors --data mnist:DIR --defence jpeg:50 --epsilon 0.1 --max 100 --out runs/d
        """, new DiagnosisForm(), Print);

    private static void Print(string folder, bool json)
    {
        var result = DiagnosisResult.Of(StoredRuns.Read(folder));
        System.Console.Out.WriteLine(json ? DiagnosisJson.Of(result).ToJsonString(new() { WriteIndented = true })
            : DiagnosisText.Of(result));
    }
}
