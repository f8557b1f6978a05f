using Audit.Records.Diagnosis;

namespace Audit.Tests.Records.Diagnosis;

/// <summary>Findings are explained to users: docs/findings.md has a section for each, and no other.</summary>
public class FindingsDocumentTests
{
    [Fact]
    public void Document_HasASectionForEachFinding_WithWhenWhatAndWhatToDo()
    {
        string[] sections = File.ReadAllText(Path.Combine(Repository.Root, "docs", "findings.md")).Split("\n## ")[1..];
        Assert.Equal(FindingKind.Known.Keys, sections.Select(s => s.Split('\n')[0].Trim()));
        foreach (string section in sections)
        {
            foreach (string part in (string[])["**Raised if**", "**Means**", "**Do**"])
                Assert.True(section.Contains(part, StringComparison.Ordinal), $"{section.Split('\n')[0]} lacks {part}");
        }
    }
}
