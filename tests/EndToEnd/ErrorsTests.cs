using System.Runtime.InteropServices;
using Audit.Cli.Terminal;
using Audit.Formats;
using Audit.Inputs;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.EndToEnd;

/// <summary>Only what users, files and the machine cause is shown as theirs; a bug of ours says that it is one.</summary>
[Collection(SerialCollection.Name)]
public class ErrorsTests
{
    public static readonly TheoryData<Exception, int, string> Cases = new()
    {
        { new UsageException("--n must be"), 2, "audit: --n must be\n" },
        { new ModelFormatException("m.pt", "is damaged"), 2, "audit: m.pt: is damaged\n" },
        { new RecordFormatException("line 3"), 2, "audit: line 3\n" },
        { new IOException("No space left on device"), 2, "audit: No space left on device\n" },
        { new UnauthorizedAccessException("Access to the path '/x' is denied."), 2,
            "audit: Access to the path '/x' is denied.\n" },
        { new AggregateException(new ModelFormatException("m.pt", "is damaged")), 2, "audit: m.pt: is damaged\n" },
        { new TypeInitializationException("X", new DllNotFoundException("no libtorch")), 2, "audit: no libtorch\n" },
        { new OutOfMemoryException("Array dimensions"), 2, "audit: not enough memory" },
        { new ExternalException("CUDA out of memory. Tried"), 2, "audit: not enough memory" },
        { new OperationCanceledException(), 130, "audit: stopped; run the same command again to continue\n" },
        { new ArgumentException("n must be"), 70,
            "audit: internal error, please report it with the command: ArgumentException: n must be (AUDIT_TRACE=1 shows "
            + "more)\n" },
        { new ArgumentOutOfRangeException("count"), 70, "internal error" },
        { new InvalidOperationException("x"), 70, "internal error" },
        { new NotSupportedException("x"), 70, "internal error" },
        { new NullReferenceException(), 70, "internal error" },
        { new KeyNotFoundException(), 70, "internal error" },
        { new FormatException("The input string ' ' was not in a correct format."), 70, "internal error" },
        { new ExternalException("shape '[3]' is invalid\nException raised from"), 70,
            "ExternalException: shape '[3]' is invalid (" },
        { new UsageException("a\u001b[2J\u202eb" + new string('x', 5000)), 2, "audit: a\\x1b[2J\\u202ebxxx" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Guard_Failure_HasItsStatusAndOneLine(Exception e, int status, string expected)
    {
        var (actual, text) = Guarded(e);
        Assert.Equal(status, actual);
        Assert.StartsWith("audit: ", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        Assert.InRange(text.Length, 1, 2200);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Guard_Traced_ShowsTheCalls()
    {
        Environment.SetEnvironmentVariable(Errors.TraceVariable, "1");
        try
        {
            string text = Guarded(new UsageException("--n must be")).Text;
            Assert.StartsWith("audit: --n must be\n", text, StringComparison.Ordinal);
            Assert.Contains("at Audit.Tests.EndToEnd.ErrorsTests", text, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Errors.TraceVariable, null);
        }
    }

    /// <summary>Each exception of ours is the user's or a file's; what is caught where it is thrown is the exception.</summary>
    [Fact]
    public void EveryExceptionOfOurs_IsAnInputException()
    {
        string[] inner = ["PickleException", "ScriptRefusedException"]; // the reader names the file
        var own = typeof(Errors).Assembly.GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("Audit.", StringComparison.Ordinal)).Select(System.Reflection.Assembly.Load)
            .Append(typeof(Errors).Assembly).SelectMany(a => a.GetTypes())
            .Where(t => t.IsSubclassOf(typeof(Exception)) && t.Namespace!.StartsWith("Audit", StringComparison.Ordinal)).ToList();
        Assert.InRange(own.Count, 8, 100);
        Assert.All(own.Where(t => !inner.Contains(t.Name)), t =>
            Assert.True(typeof(InputException).IsAssignableFrom(t), t.FullName));
    }

    private static (int Status, string Text) Guarded(Exception e)
    {
        var before = Console.Error;
        using var text = new StringWriter();
        try
        {
            Console.SetError(text);
            return (Errors.Guard(() => throw e), text.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
