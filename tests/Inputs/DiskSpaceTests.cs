using Audit.Inputs.Files;

namespace Audit.Tests.Inputs;

/// <summary>Trying whether there is room leaves nothing, and takes away what a killed process left of the same.</summary>
public class DiskSpaceTests
{
    [Fact]
    public void Ensure_LeftoversOfKilledProcesses_AreRemoved()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At(".space-123"), "");
        File.WriteAllText(folder.At(".space-station"), "someone else's");
        DiskSpace.Ensure(folder.Path, 1 << 16, "a test");
        Assert.Equal([folder.At(".space-station")], Directory.GetFileSystemEntries(folder.Path));
    }
}
