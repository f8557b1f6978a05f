using Audit.Certify;
using Audit.Networks;
using Audit.Networks.Engine;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Noise;
using Audit.Tests.Networks.Engine;
using Audit.Tests.Networks.Probing;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

/// <summary>A liar that waits until the probe is over is caught by the votes that are taken again; honest models never
/// are.</summary>
public class RecountTests
{
    private static readonly SmoothingOptions Options = new() { Sigma = 0.5, N0 = 100, N = 4000 };

    /// <summary>Images certified: 410 calls of 64 samples.</summary>
    private const int Images = 6;

    [Theory]
    [InlineData("switch after 50 calls")]
    [InlineData("switch after 300 calls")]
    [InlineData("NaN after 200 calls")]
    [InlineData("another class every 20 calls")]
    [InlineData("position")]
    [InlineData("position after 100 calls")]
    [InlineData("dropout")]
    [InlineData("batch statistics")]
    [InlineData("first image")]
    [InlineData("clock")]
    [InlineData("hidden in rounding")]
    [InlineData("alone")]
    public void Certify_Liar_IsCaught(string kind)
    {
        bool late = false;
        IClassifier liar = kind switch
        {
            "switch after 50 calls" => Liar.Waits(50),
            "switch after 300 calls" => Liar.Waits(300),
            "NaN after 200 calls" => Liar.GoesBlind(200),
            "another class every 20 calls" => Liar.Counter(every: 20),
            "position" => Liar.Position(),
            "position after 100 calls" => Liar.WaitsThenPosition(100),
            "dropout" => Liar.Dropout(),
            "batch statistics" => Liar.BatchStatistics(),
            "first image" => Liar.FirstImage(),
            "hidden in rounding" => Liar.HiddenInRounding(),
            "alone" => Liar.Alone(),
            _ => Liar.Alarm(() => Volatile.Read(ref late)),
        };
        var e = Assert.Throws<UnrepeatableException>(() => Run(liar, Options, after: image => late = image == 2));
        Assert.StartsWith("votes do not repeat: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("label only")]
    [InlineData("steps")]
    [InlineData("other order")]
    [InlineData("blind")]
    public void Certify_HonestModel_RepeatsOnePercentOfItsVotes(string kind)
    {
        var recount = Run(kind switch
        {
            "linear" => Liar.Of(Liar.Honest),
            "label only" => Liar.LabelOnly(),
            "steps" => Liar.Steps(),
            "other order" => Liar.OtherOrder(),
            _ => Liar.Blind(),
        }, Options);
        // 6 x 4,100 votes, one in 128 of them, and 68 at the end.
        Assert.InRange(recount.Taken, (Images * 4100 / Recount.Every) - Images, (Images * 4100 / Recount.Every) + (2 * Images)
            + 68);
        Assert.InRange(recount.NearTies, 0, 2);
    }

    /// <summary>The network runs in units on several threads; the votes that are taken again see other units.</summary>
    [EngineFact]
    public void Certify_CompiledNetwork_RepeatsEveryVote()
    {
        using var scope = NewDisposeScope();
        var compiled = CompiledClassifier.TryCreate(EngineNetworks.Known("cnn-small"), Precision.Float32, out _)!;
        var recount = Run(compiled, Options with { N = 2000 }, images: 2);
        Assert.Equal(0, recount.NearTies);
        // Twice 2,100 votes, one in 128, all of them once more at the end, and four alone.
        Assert.InRange(recount.Taken, 60, 80);
    }

    /// <summary>Taking votes again changes no certificate.</summary>
    [Fact]
    public void Certify_WithARecount_GivesTheSameCertificate()
    {
        using var scope = NewDisposeScope();
        var model = Liar.Of(Liar.Honest);
        var x = full([3, 8, 8], 0.4);
        Assert.Equal(new Smoothing(model, Options).Certify(x, 7, new Rng(3)),
            new Smoothing(model, Options, recount: new Recount(model, new Rng(3))).Certify(x, 7, new Rng(3)));
    }

    private static Recount Run(IClassifier model, SmoothingOptions options, Action<int>? after = null, int images = Images)
    {
        using var scope = NewDisposeScope();
        var recount = new Recount(model, new Rng(1));
        var smoothing = new Smoothing(model, options, recount: recount);
        for (int image = 0; image < images; image++)
        {
            smoothing.Certify(Pictures.Noisy(model.InputShape, images)[image], image, new Rng(1));
            after?.Invoke(image);
        }
        recount.Finish();
        return recount;
    }
}
