#if LIBTORCH
using System.Diagnostics;
using System.Text;
using Audit.Formats;
using Audit.Import;
using Audit.Import.TorchScript;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Tests.Import.Fuzz;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Import.TorchScript;

/// <summary>Archives damaged in their sources and pickles: each runs, or ends in one line, and none ends this process.</summary>
public class DamagedScriptTests(ITestOutputHelper output)
{
    private const int Inputs = 400;
    // several processes start at once; alone it is below one second
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(60);

    /// <summary>What a file may hold: weights, a submodule, constants, branches, a loop, a class that restores itself.</summary>
    private static readonly HandMadeScript Sample = new()
    {
        Code = """
            class Child(Module):
              __parameters__ = ["weight", ]
              __buffers__ = []
              weight : Tensor
              training : bool
              scale : Final[float] = 2.
              def forward(self: __torch__.Child, x: Tensor, k: int=1) -> Tensor:
                return torch.mul(torch.conv2d(x, self.weight, None, [1, 1], [1, 1], [1, 1], k), 2.)
              def __getstate__(self: __torch__.Child) -> Tuple[Tensor, bool]:
                return (self.weight, self.training)
              def __setstate__(self: __torch__.Child, state: Tuple[Tensor, bool]) -> NoneType:
                self.weight = (state)[0]
                self.training = (state)[1]
                return None
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              sizes : List[int]
              child : __torch__.Child
              def forward(self: __torch__.M, x: Tensor) -> Tensor:
                y = (self.child).forward(x, 1, )
                if torch.gt(torch.dim(x), 3):
                  z = torch.add(y, CONSTANTS.c0)
                else:
                  z = y
                for i in range(torch.len(self.sizes)):
                  z = torch.relu(torch.add(z, (self.sizes)[i]))
                return torch.flatten(z, 1)

            """,
        Data = HandMadePickle.Object("__torch__.M", ("training", false),
            ("sizes", (byte[])[.. "ctorch.jit._pickle\nbuild_intlist\n(](".Select(c => (byte)c), .. HandMadePickle.Value(1),
                .. HandMadePickle.Value(2), .. "etR".Select(c => (byte)c)]),
            ("child", HandMadePickle.Object("__torch__.Child",
                [(byte)'(', .. HandMadePickle.Tensor("0", 1, 1, 3, 3), 0x89, (byte)'t'])[2..^1])),
        Constants = HandMadePickle.Tuple(HandMadePickle.Tensor("0", 1)),
        Others = new Dictionary<string, byte[]> { ["data/0"] = Floats(9), ["constants/0"] = Floats(1) },
    };

    [Fact]
    public void Load_TheSampleItself_Runs()
    {
        using var folder = new TemporaryFolder();
        var model = ModelLoader.Load(Sample.Write(folder.At("model.pt")), new LoadOptions { Input = new ImageShape(1, 28, 28) });
        using var classifier = (ScriptClassifier)model.Classifier();
        Assert.Equal(784, classifier.Classes);
    }

    [Trait("Category", "Long")]
    [Fact]
    public void Load_DamagedArchives_AreRefusedOrRun()
    {
        using var folder = new TemporaryFolder();
        var rng = new Rng(11).Derive("torchscript");
        int read = 0, refused = 0, crashed = 0;
        var slowest = TimeSpan.Zero;
        for (int k = 0; k < Inputs; k++)
        {
            byte[] Damaged(byte[] bytes) => Mutator.Damage(bytes, new Fuzz.Draws(rng.Derive(k)));
            var script = (k % 4) switch
            {
                0 => Sample with { Code = Encoding.UTF8.GetString(Damaged(Encoding.UTF8.GetBytes(Sample.Code))) },
                1 => Sample with { Data = Damaged(Sample.Data!) },
                2 => Sample with { Constants = Damaged(Sample.Constants!) },
                _ => Sample,
            };
            string path = folder.At("model.pt");
            File.WriteAllBytes(path, k % 4 == 3 ? Damaged(script.ToArray()) : script.ToArray());
            var clock = Stopwatch.StartNew();
            try
            {
                using var scope = NewDisposeScope();
                using var classifier = ModelLoader.Load(path, new LoadOptions { Input = new ImageShape(1, 28, 28) })
                    .Classifier() as IDisposable;
                read++;
            }
            catch (ModelFormatException e)
            {
                refused++;
                crashed += e.Message.Contains("crashed", StringComparison.Ordinal) ? 1 : 0;
                Assert.DoesNotContain('\n', e.Message);
            }
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            Assert.True(clock.Elapsed < Slowest, $"input {k} took {clock.Elapsed}");
        }
        output.WriteLine($"{Inputs} inputs, {read} run, {refused} refused, {crashed} of them after a crash of libtorch, slowest "
            + $"{slowest.TotalSeconds:F1} s");
        Assert.InRange(read, 1, Inputs - 1);
    }

    private static byte[] Floats(int count)
    {
        var bytes = new byte[4 * count];
        for (int k = 0; k < count; k++)
            BitConverter.TryWriteBytes(bytes.AsSpan(4 * k), 0.5f - k);
        return bytes;
    }
}
#endif
