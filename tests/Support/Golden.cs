using System.Globalization;
using System.Text.RegularExpressions;

namespace Audit.Tests;

/// <summary>Text against a stored file in tests/Golden; UPDATE_GOLDEN=1 rewrites the file, and a person reads the
/// difference.</summary>
/// <remarks>Numbers in full precision are compared to 12 digits: the last bits of exp and log differ between platforms.</remarks>
public static partial class Golden
{
    public static void Check(string name, string text)
    {
        string path = Path.Combine(Repository.Root, "tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        Assert.Equal(Rounded(File.ReadAllText(path)), Rounded(text));
    }

    private static string Rounded(string text) => LongNumber().Replace(text, match =>
        double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G12", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d{12,}(E[+-]?\d+)?")]
    private static partial Regex LongNumber();
}
