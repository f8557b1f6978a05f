using System.Text.Json.Nodes;
using Audit.Attacks;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Studies.Attacking;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>An attack that is stopped between two attempts goes on with the next, and ends as if nothing had happened.</summary>
public class ResumeTests
{
    private const int Count = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ensemble_StoppedAfterAnyAttempt_EndsInTheSameOutcomes(bool random)
    {
        using var scope = NewDisposeScope();
        int attempts = 0;
        var whole = Run(random, new AttemptLog([], _ => attempts++));
        Assert.Contains(whole, o => o.Success);
        Assert.Contains(whole, o => !o.Success);
        Assert.InRange(attempts, 6, 200);
        for (int stop = 1; stop <= attempts; stop += 3)
        {
            IReadOnlyList<SettledAttempts?> kept = [];
            int written = 0, left = 0;
            Assert.Throws<OperationCanceledException>(() => Run(random, new AttemptLog([], levels =>
            {
                kept = [.. levels];
                if (++written == stop)
                    throw new OperationCanceledException();
            })));
            var resumed = Run(random, new AttemptLog(kept, _ => left++));
            Assert.Equal(attempts - stop, left);
            foreach (var (a, b) in whole.Zip(resumed))
            {
                Assert.Equal(Facts(a), Facts(b));
                Assert.True(a.XAdv.eq(b.XAdv).all().ToBoolean());
            }
        }
    }

    [Fact]
    public void Log_OfOtherImages_IsNotTaken()
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<SettledAttempts?> kept = [];
        Run(false, new AttemptLog([], levels => kept = [.. levels]));
        var fresh = Run(false, new AttemptLog([], _ => { }), first: 3);
        Assert.Equal(fresh.Select(Facts), Run(false, new AttemptLog(kept, _ => { }), first: 3).Select(Facts));
    }

    [Fact]
    public void File_KeepsWhatIsNoted_AndADamagedOneIsNamedAndLeft()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        long[] images = [.. Enumerable.Range(0, Count).Select(k => (long)k)];
        var warnings = new List<string>();
        AttemptLog Open(string attack) => UnfinishedBlock.Open(folder.Path, new JsonObject { ["attack"] = attack }, images, 16,
            warnings.Add);
        string path = folder.At("unfinished.json");
        var whole = Run(true, Open("auto"));
        byte[] written = File.ReadAllBytes(path);
        // Nothing is left to do but the referee's part: nothing is written.
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.Equal(whole.Select(Facts), Run(true, Open("auto")).Select(Facts));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
        // Another question starts from its beginning, without a word.
        Run(true, Open("square"));
        Assert.NotEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
        Assert.Empty(warnings);
        written[written.Length / 2] ^= 1;
        File.WriteAllBytes(path, written);
        Assert.Equal(whole.Select(Facts), Run(true, Open("auto")).Select(Facts));
        Assert.Contains("is damaged (its hash is that of another file); the block starts from its beginning",
            Assert.Single(warnings), StringComparison.Ordinal);
        UnfinishedBlock.Delete(folder.Path);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static object Facts(AttackOutcome o) => (o.By, o.Success, o.Ruling, o.Queries, o.GradientPasses, o.Vanished,
        o.NonFinite, o.SignalToNoise);

    private static AttackOutcome[] Run(bool random, AttemptLog log, int first = 0)
    {
        var model = Trial.Curved();
        IClassifier victim = random ? new NoisyClassifier(model, NoiseSamplers.Of(NoiseModels.Of(null, 0.1)), new Rng(3)) : model;
        var x = Trial.Images(Count);
        var attack = AutoAttack.Create(Norm.Linf, random ? AutoVersion.Rand : null, new AutoEffort
        {
            Steps = 6,
            Queries = 20,
            Classes = 3,
            Restarts = 2,
        });
        var session = new AttackSession(victim, new OracleOptions { Draws = random ? 2 : 1 }, new JudgeOptions { Samples = 50 });
        return session.Run(attack, x, [.. Trial.Labels(model, x).Select(l => (int)l)],
            [.. Enumerable.Range(first, Count).Select(k => (long)k)], Norm.Linf, [.. Enumerable.Repeat(0.06, Count)], new Rng(1),
            log: log);
    }
}
