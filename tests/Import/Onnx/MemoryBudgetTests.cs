using Audit.Formats;
using Audit.Import.Onnx.Nodes;

namespace Audit.Tests.Import.Onnx;

public class MemoryBudgetTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Take_ConstantsTogether_HaveTheBudgetOfTheFile()
    {
        // 256 MiB, and eight times the file.
        var budget = new MemoryBudget(MiB, limit: long.MaxValue);
        budget.Take("m", 40 * MiB, sizeof(float));
        Assert.Contains("more memory than a file of this size", Assert.Throws<ModelFormatException>(() =>
            budget.Take("m", 40 * MiB, sizeof(float))).Message, StringComparison.Ordinal);
        budget.Take("m", 26 * MiB, sizeof(float));
        Assert.Throws<ModelFormatException>(() => budget.Take("m", 1, sizeof(float)));
        budget.Grant(MiB);
        budget.Take("m", 2 * MiB, sizeof(float));
    }

    [Fact]
    public void Take_BeyondWhatIsAllowed_NamesTheOption() =>
        Assert.Contains("--memory", Assert.Throws<ModelFormatException>(() =>
            new MemoryBudget(MiB, limit: 10 * MiB).Take("m", 3 * MiB, sizeof(float))).Message, StringComparison.Ordinal);
}
