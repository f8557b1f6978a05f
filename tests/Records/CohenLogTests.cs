using Audit.Records;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

public class CohenLogTests
{
    private const string Header = "idx\tlabel\tpredict\tradius\tcorrect\ttime\n";

    [Fact]
    public void Read_ThreeKindsOfLine_BecomeRecordsWithoutCounts()
    {
        IReadOnlyList<CertifyRecord> records = Read(Header
            + "0\t3\t3\t0.52\t1\t0:00:01\n20\t7\t2\t1.1\t0\t0:00:01\n40\t5\t-1\t0.0\t0\t0:00:01\n");
        Assert.Equal([true, false, false], records.Select(r => r.Correct));
        Assert.Equal([0.52, 1.1, 0], records.Select(r => r.Radius));
        Assert.Equal([3, 2, null], records.Select(r => r.Class));
        Assert.Equal(VerdictKind.Abstained, records[2].Verdict);
        Assert.NotNull(records[2].Reason);
        Assert.All(records, r => Assert.Equal((0.5, 100, 100_000, 0.001, null, null, "cohen"),
            (r.Sigma, r.N0, r.N, r.Alpha, r.Count, r.PLower, r.Source)));
    }

    [Theory]
    [InlineData("idx,label\n", "line 1")]
    [InlineData(Header + "0\t3\t3\t0.52\t1\n", "line 2")]
    [InlineData(Header + "0\t3\t3\t0.52\t0\t0:00:01\n", "line 2")]
    [InlineData(Header + "0\t3\t3\tNaN\t1\t0:00:01\n", "line 2")]
    [InlineData(Header + "0\t3\t3\t0,52\t1\t0:00:01\n", "line 2")]
    [InlineData(Header + "0\t3\t3\t1,000\t1\t0:00:01\n", "line 2")]
    [InlineData(Header + " 0\t3\t3\t0.52\t1\t0:00:01\n", "line 2")]
    [InlineData(Header + "-1\t3\t3\t0.52\t1\t0:00:01\n", "line 2")]
    [InlineData(Header + "0\t3\t-2\t0.1\t0\t0:00:01\n", "line 2")]
    public void Read_NotSuchALog_NamesPathAndLine(string text, string where) =>
        Assert.Contains($"log, {where}: expected", Assert.Throws<RecordFormatException>(() => Read(text)).Message);

    private static IReadOnlyList<CertifyRecord> Read(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("log"), text);
        return CohenLog.Read(folder.At("log"), 0.5);
    }
}
