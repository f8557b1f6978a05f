namespace Audit.Tests.Records;

/// <summary>Text against a stored file in tests/Golden; UPDATE_GOLDEN=1 rewrites the file, and a person reads the difference.</summary>
public static class Golden
{
    public static void Check(string name, string text)
    {
        string path = Path.Combine(Repository.Root, "tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
