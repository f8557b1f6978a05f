using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

public class JitTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly string path = Path.Combine(Path.GetTempPath(), $"audit-{Guid.NewGuid():N}.pt");

    public void Dispose()
    {
        scope.Dispose();
        File.Delete(path);
        File.Delete(Program);
    }

    [Fact]
    public void Load_OfAnotherFile_SaysSoInOneLine()
    {
        File.WriteAllText(path, "no archive");
        var error = Assert.ThrowsAny<Exception>(() => jit.load<Tensor, Tensor>(path));
#if LIBTORCH
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(path, error.Message);
        Assert.Contains("TorchScript", error.Message);
#endif
    }

    [Fact]
    public void Load_OfNoFile_NamesThePath() =>
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => jit.load<Tensor, Tensor>(path)).Message);

    [PythonTorchFact]
    public void Forward_OfAModuleWrittenByPyTorch_GivesItsValuesAndGradients()
    {
        Python($"""
            import torch
            class Square(torch.nn.Module):
                def __init__(self):
                    super().__init__()
                    self.scale = torch.nn.Parameter(torch.tensor([3.0, 5.0]))
                    self.drop = torch.nn.Dropout(1.0)
                def forward(self, x):
                    return self.drop(self.scale * x * x)
            torch.jit.script(Square()).save('{path}')
            """);
        using var module = jit.load<Tensor, Tensor>(path);
        var x = tensor([2f, -1]).requires_grad_();
        Assert.Equal([0.0, 0], Sample.ToArray(module.call(x)));  // training: everything is dropped
        module.eval();
        var y = module.call(x);
        Assert.Equal([12.0, 5], Sample.ToArray(y));
        Assert.Equal([12.0, -10], Sample.ToArray(autograd.grad([y.sum()], [x])[0]));
    }

    private string Program => path + ".py";

    private void Python(string program)
    {
        File.WriteAllText(Program, program);  // a file, because TorchScript reads the source of what it compiles
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Program]) { RedirectStandardError = true })!;
        string complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complaints);
    }
}
