using System.Text;
using Audit.Formats.Pickle;

namespace Audit.Tests.Formats.PyTorch;

/// <summary>The stack machine, on pickles written by hand after Python's pickletools.</summary>
public class UnpicklerTests
{
    private sealed class NoTypes : IPickleTypes
    {
        public object? Build(PickleGlobal function, IReadOnlyList<object?> arguments) => null;

        public object? Resolve(object? persistentId) => throw new PickleException("no references here");
    }

    [Fact]
    public void Read_Numbers_AreTheirValues()
    {
        Assert.Equal([1L, 300L, -2L, 0x1950a86a20f9469cL, 1.5, true, false, null], Items(
            "](K\u0001M\u002c\u0001J\u00fe\u00ff\u00ff\u00ff"
            + "\u008a\u0008\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019G\u003f\u00f8\0\0\0\0\0\0\u0088\u0089Ne."));
    }

    [Fact]
    public void Read_CommandOfTheSystem_IsANameAndRunsNothing()
    {
        string marker = Path.Combine(Path.GetTempPath(), $"audit-unpickler-{Guid.NewGuid():N}");
        var value = Assert.IsType<PickleObject>(Read($"cposix\nsystem\n(V touch {marker}\ntR."));
        Assert.Equal("posix.system", value.Name);
        Assert.False(File.Exists(marker));
    }

    [Theory]
    [InlineData("cos\nsystem\n(V true\nt\u0081.")]
    [InlineData("(ios\nsystem\n.")]
    [InlineData("(cos\nsystem\nV true\no.")]
    [InlineData("\u008c\u0002os\u008c\u0006system\u0093)R.")]
    public void Read_EveryWayToCall_GivesAnInertObject(string pickle) =>
        Assert.Equal("os.system", Assert.IsType<PickleObject>(Read(pickle)).Name);

    [Fact]
    public void Read_ListThatHoldsItself_IsRead()
    {
        var list = Assert.IsType<PickleList>(Read("]q\0h\0a."));
        Assert.Same(list, list.Items[0]);
    }

    [Theory]
    [InlineData("", "0 are left")]
    [InlineData("K", "1 bytes are promised, 0 are left")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffab.", "4294967295 bytes are promised, 3 are left")]
    [InlineData("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "are left")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f.", "an integer of 2147483647 bytes")]
    [InlineData(".", "expected 1 values on the stack")]
    [InlineData("t.", "expected a mark")]
    [InlineData("K\u0001(0.", "expected 1 values on the stack")]
    [InlineData("K\u0001(K\u0002\u0086.", "expected 2 values on the stack")]
    [InlineData("h\u0005.", "nothing is remembered as 5")]
    [InlineData("K\u0001K\u0002a.", "expected a list on the stack, got Int64")]
    [InlineData("}(K\u0001u.", "expected pairs")]
    [InlineData("\u0080\u0009.", "pickle protocol 9")]
    [InlineData("\u0082\u0001.", "0x82 is no opcode")]
    [InlineData("V no end", "a line without an end")]
    public void Read_Damaged_SaysWhereAndWhat(string pickle, string problem) =>
        Assert.Contains(problem, Assert.Throws<PickleException>(() => Read(pickle)).Message);

    [Fact]
    public void Read_EndlessOperations_StopsAtTheLimit()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("K\u00010", 2_500_000)));
        Assert.Contains("operations", Assert.Throws<PickleException>(() => Unpickler.Read(bytes, new NoTypes(), out _)).Message);
    }

    private static List<object?> Items(string pickle) => Assert.IsType<PickleList>(Read(pickle)).Items;

    private static object? Read(string pickle) => Unpickler.Read(Encoding.Latin1.GetBytes(pickle), new NoTypes(), out _);
}
