#if LIBTORCH
using System.Diagnostics;
using System.Globalization;
using Audit.Import.TorchScript;
using Audit.Import.TorchScript.Sandbox;
using TorchSharp.Sandboxing;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Import.TorchScript;

/// <summary>What the border between the processes costs: processor seconds of both, against the same module in one.</summary>
[Collection(nameof(SerialCollection))]
public class SandboxCostTests(ITestOutputHelper output)
{
    private const int Batch = 64, Batches = 40, Rounds = 7;

    [Trait("Category", "Long")]
    [TorchTheory]
    [InlineData(false, 1.05)]
    [InlineData(true, 1.05)]
    public void Run_ResNet20OnOneThread_CostsLessThanFivePercent(bool gradient, double most)
    {
        string file = TorchOracle.File("script-resnet20.pt");
        byte[] bytes = File.ReadAllBytes(file);
        using var archive = SharedBlock.Create(bytes.Length);
        bytes.CopyTo(archive.Bytes(0, bytes.Length));
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            using var process = new SandboxProcess(file, archive, bytes.Length, CPU, new(), 8L << 30);
            using var child = Process.GetProcessById(process.Id);
            using var remote = new RemoteScript(process, CPU, firstLook: false, () => { });
            using var local = new LocalScript(file, CPU);
            using var scope = NewDisposeScope();
            var x = linspace(0, 1, Batch * 3 * 32 * 32).reshape(Batch, 3, 32, 32);
            Assert.Equal(0, (local.Run(x) - remote.Run(x)).abs().max().ToDouble());
            var ratios = new double[Rounds];
            for (int round = -1; round < Rounds; round++)
            {
                double alone = Seconds(local, x, gradient, child), across = Seconds(remote, x, gradient, child);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"alone {alone:F3} s, across {across:F3} s, ratio {across / alone:F4}"));
                if (round >= 0) // the first warms both up
                    ratios[round] = across / alone;
            }
            Array.Sort(ratios);
            Assert.InRange(ratios[Rounds / 2], 0.8, most);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static double Seconds(IScriptFunction function, Tensor images, bool gradient, Process child)
    {
        double before = Now(child);
        for (int k = 0; k < Batches; k++)
        {
            using var scope = NewDisposeScope();
            using var mode = enable_grad(gradient);
            var x = images.detach().requires_grad_(gradient);
            var y = function.Run(x);
            if (gradient)
                autograd.grad([y.sum()], [x]);
        }
        return Now(child) - before;
    }

    private static double Now(Process child)
    {
        child.Refresh();
        using var self = Process.GetCurrentProcess();
        return (self.TotalProcessorTime + child.TotalProcessorTime).TotalSeconds;
    }
}
#endif
