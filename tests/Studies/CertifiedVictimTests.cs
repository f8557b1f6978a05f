using Audit.Datasets;
using Audit.Inputs;
using Audit.Records.Runs;
using Audit.Studies.Attacking;
using Audit.Tests.Records;

namespace Audit.Tests.Studies;

/// <summary>What a run of certificates gives to the attack that searches them.</summary>
public class CertifiedVictimTests
{
    [Fact]
    public void Regions_ASmoothedBall_IsOpen_AndOneOfBoundsClosed()
    {
        var smoothed = Enumerable.Range(0, 20).Select(k => Samples.Certify(k)).ToList();
        var regions = Regions(Samples.Run("smoothed", smoothed, Samples.Manifest()));
        Assert.Equal(smoothed.Where(r => r.Radius > 0).Select(r => r.Index), regions.Keys);
        Assert.All(regions, r => Assert.Equal((Math.BitDecrement(smoothed[r.Key].Radius), smoothed[r.Key].Class!.Value, 0.001),
            (r.Value.Radius, r.Value.Class, r.Value.FailureProbability)));

        var bounds = Enumerable.Range(0, 20).Select(k => Samples.Bound(k)).ToList();
        Assert.All(Regions(Samples.Run("bounds", bounds, Samples.BoundManifest())), r =>
            Assert.Equal((0.1, 0.0), (r.Value.Radius, r.Value.FailureProbability)));
    }

    [Fact]
    public void Regions_OtherLabelsThanTheDatas_AreRefused()
    {
        var run = Samples.Run("smoothed", [Samples.Certify(0), Samples.Certify(1) with { Label = 5 }], Samples.Manifest());
        Assert.Contains("index 1 has label 5", Assert.Throws<UsageException>(() => Regions(run)).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<int, CertifiedRegion> Regions(StoredRun run) => new CertifiedVictim(run).Regions(
        Victim.Of(run.Manifest.Question), new ImageSet("samples", Split.Test, 1, 1, 1,
        [.. Enumerable.Range(0, 10).Select(c => $"{c}")],
        [.. Enumerable.Range(0, 20).Select(k => k % 7 == 3 ? (k + 1) % 10 : k % 10)], new byte[20]));
}
