using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Review;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Tests.Records.Review;

/// <summary>No verdict is kinder than its records: held takes certificates, attacks on all of them, no contradiction.</summary>
public class ReviewVerdictTests
{
    private static readonly Claim Half = new(Norm.Linf, 0.1, 0.5), Bare = new(Norm.Linf, 0.1);

    private static Standing Of(Claim? claim, params StoredRun[] runs) => ReviewVerdict.Of(claim, runs).Overall;

    private static StoredRun Harmless(int images = 400, bool whole = false) => ReviewSamples.Attack(_ => false, images, whole);

    [Fact]
    public void Claim_ReachedByTheWholeInterval_AttackedEverywhere_IsHeld() =>
        Assert.Equal(Standing.Held, Of(Half, ReviewSamples.Bounds(300), Harmless()));

    [Fact]
    public void Claim_OfNothingButTheBall_NeedsMoreThanAConstantAnswer()
    {
        Assert.Equal(Standing.Held, Of(Bare, ReviewSamples.Bounds(80), Harmless()));
        // One answer for every image is robust and right at a tenth of them: nothing is shown by that.
        var constant = ReviewSamples.Bounds(400, classOf: _ => 3);
        Assert.NotEqual(Standing.Held, Of(Bare, constant, ReviewSamples.Attack(_ => false, found: _ => 3)));
    }

    [Fact]
    public void Claim_ReachedByTheShareButNotByTheInterval_IsUndecided()
    {
        double low = Binomial.LowerBound(300, 400, 0.025);
        Assert.Equal(Standing.Undecided, Of(new(Norm.Linf, 0.1, low + 1e-6), ReviewSamples.Bounds(300), Harmless()));
        Assert.Equal(Standing.Held, Of(new(Norm.Linf, 0.1, low - 1e-6), ReviewSamples.Bounds(300), Harmless()));
    }

    [Fact]
    public void WholeSplit_NeedsNoInterval()
    {
        Claim exact = new(Norm.Linf, 0.1, 0.75), more = new(Norm.Linf, 0.1, 0.7501);
        Assert.Equal(Standing.Held, Of(exact, ReviewSamples.Bounds(300, whole: true), Harmless(whole: true)));
        Assert.Equal(Standing.Undecided, Of(more, ReviewSamples.Bounds(300, whole: true), Harmless(whole: true)));
    }

    [Fact]
    public void WithoutAttack_NothingIsHeld() => Assert.Equal(Standing.Undecided, Of(Half, ReviewSamples.Bounds(400)));

    [Fact]
    public void OneCertificateThatNobodyAttacked_IsEnoughToWithhold()
    {
        var all = Harmless();
        var allButOne = all with { Records = [.. all.Records.Where(r => r.Index != 7)] };
        Assert.Equal(Standing.Held, Of(Half, ReviewSamples.Bounds(400), all));
        Assert.Equal(Standing.Undecided, Of(Half, ReviewSamples.Bounds(400), allButOne));
    }

    [Fact]
    public void AttackInASmallerBall_ExaminesNothing() => Assert.Equal(Standing.Undecided,
        Of(Half, ReviewSamples.Bounds(400), ReviewSamples.Attack(_ => false, epsilon: 0.05)));

    [Fact]
    public void CertificatesOfASmallerBall_DoNotCount()
    {
        var verdict = ReviewVerdict.Of(Half, [ReviewSamples.Bounds(400, epsilon: 0.05), Harmless()]);
        Assert.Equal(Standing.NotRun, verdict.Clauses[0].Standing);
        Assert.Equal(Standing.Undecided, verdict.Overall);
    }

    [Fact]
    public void UnfinishedCertificates_AreNeverHeld() =>
        Assert.Equal(Standing.Undecided, Of(Half, ReviewSamples.Bounds(400, items: 401), Harmless()));

    [Fact]
    public void NoRuns_IsUndecided()
    {
        Assert.Equal(Standing.Undecided, Of(Half));
        Assert.Equal(Standing.Measured, Of(null));
    }

    [Fact]
    public void AttackInsideOneCertifiedBall_RefutesEverything()
    {
        var attack = ReviewSamples.Attack(i => i == 11);
        var verdict = ReviewVerdict.Of(Half, [ReviewSamples.Bounds(400), attack]);
        Assert.Equal(Standing.Refuted, verdict.Overall);
        Assert.Contains("image 11", verdict.Clauses.First(c => c.Name == ContradictionClause.ClauseName).Text,
            StringComparison.Ordinal);
        Assert.Equal(Standing.Refuted, Of(null, ReviewSamples.Bounds(400), attack));
    }

    [Fact]
    public void AttackOutsideTheBall_ContradictsNothing() => Assert.Empty(ContradictionSearch.Of(
        [ReviewSamples.Bounds(400), ReviewSamples.Attack(i => i == 11, epsilon: 0.2)]));

    [Fact]
    public void TwoCertifiedClassesOfOneImage_RefuteEachOther() => Assert.Equal(Standing.Refuted, Of(Half,
        ReviewSamples.Bounds(400), ReviewSamples.Bounds(400, name: "crown", classOf: i => i == 5 ? 9 : i % 10), Harmless()));

    [Fact]
    public void AttackThatLeavesFewerThanClaimed_Refutes()
    {
        Assert.Equal(Standing.Refuted, Of(Half, ReviewSamples.Attack(i => i % 4 != 0)));
        Assert.Equal(Standing.Undecided, Of(Half, ReviewSamples.Attack(i => i % 2 == 0)));
        Assert.Equal(Standing.Refuted, Of(Bare, ReviewSamples.Attack(_ => true)));
    }

    [Fact]
    public void AttacksWithinALargerBallThanClaimed_RefuteNothing() =>
        Assert.Equal(Standing.Undecided, Of(Half, ReviewSamples.Attack(_ => true, epsilon: 0.2)));

    [Fact]
    public void Abstentions_AreNoCounterexamples() =>
        Assert.Equal(Standing.Undecided, Of(Half, ReviewSamples.Attack(_ => false, found: _ => null)));

    [Fact]
    public void WorstOfTwoAttacks_CountsEachImageOnce() => Assert.Equal(Standing.Refuted, Of(Half,
        ReviewSamples.Attack(i => i % 10 < 4), ReviewSamples.Attack(i => i % 10 is >= 3 and < 8, name: "square")));

    [Fact]
    public void CertificatesOfTheSmoothedClassifier_SayNothingOfTheNetwork()
    {
        Claim l2 = new(Norm.L2, 0.25);
        Assert.Equal(Standing.NotRun, ReviewVerdict.Of(l2, [ReviewSamples.Votes(400)]).Clauses[0].Standing);
        Assert.Equal(Standing.Held, ReviewVerdict.Of(l2 with { Sigma = 0.25 }, [ReviewSamples.Votes(400)]).Clauses[0].Standing);
    }

    [Theory]
    [InlineData(1, Standing.Undecided)]
    [InlineData(12, Standing.Refuted)]
    public void VotesMayBeWrongNowAndThen_AndNoOftener(int contradicted, Standing expected)
    {
        var votes = ReviewSamples.Votes(1000);
        var attack = ReviewSamples.Attack(i => i < contradicted, images: 1000, sigma: 0.25, epsilon: 0.01, linf: 0.01);
        Claim claim = new(Norm.L2, 0.25, 0.5, 0.25);
        Assert.Equal(contradicted, ContradictionSearch.Of([votes, attack]).Count);
        Assert.Equal(expected, ReviewVerdict.Of(claim, [votes, attack]).Overall);
    }

    [Fact]
    public void VotesAgainstTheLabel_RefuteAClaim()
    {
        var votes = ReviewSamples.Votes(400);
        var wrong = votes with { Records = [.. votes.Of<CertifyRecord>().Select(r => r with { Label = (r.Label + 1) % 10 })] };
        Assert.Equal(Standing.Refuted, Of(new(Norm.L2, 0.25, 0.5, 0.25), wrong));
    }

    [Fact]
    public void SeveralWaysOfCounting_WidenTheInterval()
    {
        double low = Binomial.LowerBound(300, 400, 0.025);
        Claim just = new(Norm.Linf, 0.1, low - 1e-6);
        Assert.Equal(Standing.Held, Of(just, ReviewSamples.Bounds(300), Harmless()));
        Assert.Equal(Standing.Undecided, Of(just, ReviewSamples.Bounds(300), ReviewSamples.Bounds(300, name: "crown"),
            Harmless()));
    }

    [Fact]
    public void NothingRun_IsNamedAsNotRun()
    {
        var verdict = ReviewVerdict.Of(Half, [ReviewSamples.Bounds(400), Harmless()], new LeftOut("spoof", "no time"));
        Assert.Equal(Standing.NotRun, verdict.Clauses.Single(c => c.Name == "spoofs").Standing);
        Assert.Equal(Standing.NotRun, verdict.Clauses.Single(c => c.Name == "gradient").Standing);
        Assert.Equal("no time", Assert.Single(verdict.LeftOut).Reason);
    }

    [Fact]
    public void StoredDiagnosisOfFewImages_IsNotAPass()
    {
        var run = Run.Read(Path.Combine(Repository.Root, "tests", "Golden", "runs", "diagnosis"));
        var clause = GradientClause.Of(VictimRuns.Of([run], null));
        Assert.NotEqual(Standing.Held, clause.Standing);
    }
}
