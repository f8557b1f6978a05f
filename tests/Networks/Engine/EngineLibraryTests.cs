using Audit.Networks.Engine;
using Audit.Tests.Torch;

namespace Audit.Tests.Networks.Engine;

/// <summary>A missing engine is explained by what was found, not by what is usual.</summary>
public class EngineLibraryTests
{
    [Fact]
    public void Missing_IsToldExactlyWhereThereIsNoVersion() =>
        Assert.NotEqual(EngineLibrary.Version is null, EngineLibrary.Missing is null);

    [FactWhere("/bin/sh")]
    public void Explain_AFileThatIsNotThere_SaysThatItWasNotBuilt()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("libaudit_dnnl.so");
        Assert.Equal($"{path} is missing: it was not built, which needs cmake and a C++ compiler",
            EngineLibrary.Explain(path, "anything"));
    }

    [FactWhere("/bin/sh")]
    public void Explain_AFileThatLacksALibrary_NamesThatLibrary()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("libaudit_dnnl.so", [1]);
        // As the runtime words it: all places that it tried, and among them what one of them lacks.
        string message = "Unable to load shared library 'audit_dnnl' or one of its dependencies. In order to help diagnose\n"
            + "/usr/share/dotnet/audit_dnnl.so: cannot open shared object file: No such file or directory\n"
            + "libdnnl.so.2: cannot open shared object file: No such file or directory\n"
            + "/usr/share/dotnet/libaudit_dnnl: cannot open shared object file: No such file or directory\n";
        Assert.Equal("it could not be loaded: libdnnl.so.2: cannot open shared object file: No such file or directory",
            EngineLibrary.Explain(path, message));
    }
}
