using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>APGD, FAB, CW, Square, HopSkipJump and the ensemble on small networks whose answer is known.</summary>
public class StrongAttackTests
{
    /// <summary>Logits (0, w.x - c): the nearest image of class 1 lies at distance (c - w.x) / dual norm of w, where the box
    /// allows it.</summary>
    private static readonly float[] W = [0.5f, -1, 0.25f, 0.75f, 1.5f, -0.5f, 0.1f, 0.9f];

    private static readonly FunctionClassifier Plane = Trial.Linear(new float[,]
    {
        { 0, 0, 0, 0, 0, 0, 0, 0 }, { 0.5f, -1, 0.25f, 0.75f, 1.5f, -0.5f, 0.1f, 0.9f },
    }, [0, -2.2f]);

    private static Tensor Centre() => full([1, 1, 1, 8], 0.5);

    /// <summary>2.2 - w.x at the centre.</summary>
    private static readonly double Gap = 2.2 - (0.5 * W.Sum(w => (double)w));

    public static readonly TheoryData<string, Norm, double> Nearest = new()
    {
        { "fab", Norm.Linf, Gap / W.Sum(w => Math.Abs((double)w)) },
        { "fab", Norm.L2, Gap / Math.Sqrt(W.Sum(w => (double)w * w)) },
        // One pixel can move by half only: 0.75 of the gap by the pixel of slope 1.5, the rest by the one of slope -1.
        { "fab", Norm.L1, 0.5 + (Gap - 0.75) },
        { "cw", Norm.L2, Gap / Math.Sqrt(W.Sum(w => (double)w * w)) },
        { "hopskipjump", Norm.L2, Gap / Math.Sqrt(W.Sum(w => (double)w * w)) },
        { "hopskipjump", Norm.Linf, Gap / W.Sum(w => Math.Abs((double)w)) },
    };

    [Theory]
    [MemberData(nameof(Nearest))]
    public void MinimumNorm_Plane_FindsTheDistance(string name, Norm norm, double distance)
    {
        using var scope = NewDisposeScope();
        var attack = AttackCatalog.Create(new AttackOptions { Name = name, Norm = norm });
        var result = attack.Run(Trial.Task(Plane, Centre(), [0], norm, double.PositiveInfinity));
        Assert.True(result.Found[0]);
        double size = BallAndBoxTests.Size(result.XAdv - Centre(), norm).ToDouble();
        Assert.InRange(size, distance * (1 - 1e-5), distance * (name == "fab" ? 1.01 : 1.05));
    }

    [Fact]
    public void CarliniWagner_IsNeverFurtherThanPgdWithTheSmallestBudgetThatWins()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(10));
        long[] labels = Trial.Labels(model, x);
        var cw = new CarliniWagner { Rounds = 7 }.Run(Trial.Task(model, x, labels, Norm.L2, double.PositiveInfinity));
        double[] sizes = BallAndBoxTests.Size(cw.XAdv - x, Norm.L2).to(float64).data<double>().ToArray();
        double smaller = 0;
        foreach (double epsilon in (double[])[0.05, 0.1, 0.2, 0.4, 0.8])
        {
            bool[] pgd = GradientAttack.Pgd(Norm.L2, 50).Run(Trial.Task(model, x, labels, Norm.L2, epsilon)).Found;
            for (int k = 0; k < pgd.Length; k++)
            {
                if (pgd[k])
                    Assert.True(sizes[k] <= epsilon * 1.02, $"image {k}: PGD wins with {epsilon}, CW needs {sizes[k]}");
                smaller += pgd[k] && sizes[k] < epsilon ? 1 : 0;
            }
        }
        Assert.True(smaller > 0);
    }

    public static readonly TheoryData<string, Norm, double> Bounded = new()
    {
        { "apgd-ce", Norm.Linf, 0.12 }, { "apgd-ce", Norm.L2, 0.4 }, { "apgd-ce", Norm.L1, 0.7 }, { "apgd-dlr", Norm.Linf, 0.12 },
            { "apgd-t", Norm.L2, 0.4 },
        { "square", Norm.Linf, 0.12 }, { "square", Norm.L2, 0.4 }, { "auto", Norm.Linf, 0.12 }, { "square", Norm.L1, 1.2 },
            { "auto", Norm.L1, 0.6 },
    };

    [Theory]
    [MemberData(nameof(Bounded))]
    public void Bounded_StaysInTheBallAndBox_AndItsFindsAreReal(string name, Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(25));
        long[] labels = Trial.Labels(model, x);
        var attack = AttackCatalog.Create(new AttackOptions
        {
            Name = name,
            Norm = norm,
            Queries = name is "square" or "auto" ? 300
            : null
        });
        var result = attack.Run(Trial.Task(model, x, labels, norm, epsilon));
        Assert.True(BallAndBoxTests.Size(result.XAdv - x, norm).le(epsilon * (1 + 1e-5)).all().ToBoolean());
        Assert.True(result.XAdv.ge(-1e-6).logical_and(result.XAdv.le(1 + 1e-6)).all().ToBoolean());
        long[] now = Trial.Labels(model, result.XAdv);
        Assert.Equal(now.Zip(labels, (a, b) => a != b), result.Found);
        Assert.InRange(result.Found.Count(f => f), 1, 24);
    }

    [Theory]
    [InlineData(Norm.Linf, 0.1)]
    [InlineData(Norm.L2, 0.35)]
    public void Auto_IsAtLeastAsStrongAsEachMember_AndNamesTheOneThatWon(Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(16));
        long[] labels = Trial.Labels(model, x);
        var auto = AutoAttack.Create(norm, effort: new() { Queries = 300 }).Run(Trial.Task(model, x, labels, norm, epsilon));
        Assert.All(auto.By!, by => Assert.Contains(by, (string[])["apgd-ce", "apgd-t", "fab-t", "square"]));
        foreach (var member in (IAttack[])[AutoPgd.Ce(), AutoPgd.Targeted(), GradientAttack.Pgd(norm, 20)])
        {
            bool[] alone = member.Run(Trial.Task(model, x, labels, norm, epsilon)).Found;
            Assert.True(auto.Found.Count(f => f) >= alone.Count(f => f), member.Name);
        }
    }

    [Fact]
    public void Checkpoints_Of100Steps_AreThePublishedOnes() =>
        Assert.Equal([0, 22, 41, 57, 70, 80, 87, 93, 99], AutoPgd.Checkpoints(100));

    [Theory]
    [InlineData("square", Access.Probabilities, 200)]
    [InlineData("hopskipjump", Access.Label, 700)]
    [InlineData("random", Access.Label, 50)]
    public void BlackBox_SeesNoMoreThanItNeeds_AndKeepsToItsQueries(string name, Access access, int queries)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(6));
        var task = Trial.Task(model, x, Trial.Labels(model, x), Norm.Linf, 0.05, new OracleOptions { Access = access });
        AttackCatalog.Create(new AttackOptions { Name = name, Queries = queries }).Run(task);
        Assert.All(task.Oracle.Spent.Queries, spent => Assert.InRange(spent, 1, queries));
        Assert.All(task.Oracle.Spent.GradientPasses, passes => Assert.Equal(0, passes));
    }

    [Fact]
    public void Square_MoreQueries_NeverHelpTheDefender_OnTheSameSchedule()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(40));
        long[] labels = Trial.Labels(model, x);
        int few = new SquareAttack(50).Run(Trial.Task(model, x, labels, Norm.Linf, 0.12)).Found.Count(f => f);
        int many = new SquareAttack(1000).Run(Trial.Task(model, x, labels, Norm.Linf, 0.12)).Found.Count(f => f);
        int pgd = GradientAttack.Pgd(Norm.Linf, 40).Run(Trial.Task(model, x, labels, Norm.Linf, 0.12)).Found.Count(f => f);
        Assert.True(few <= many && many >= pgd * 0.8, $"{few}, {many}, PGD {pgd}");
    }
}
