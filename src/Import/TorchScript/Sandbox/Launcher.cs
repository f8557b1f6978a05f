using System.Collections.Concurrent;
using System.Diagnostics;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>Starts children on a thread that lives as long as this process.</summary>
/// <remarks>A child asks the kernel to die with its parent, and the kernel takes the thread that started it for the parent
/// (prctl(2), PR_SET_PDEATHSIG): threads of the pool end while the process goes on.</remarks>
internal static class Launcher
{
    private static readonly BlockingCollection<Action> Work = [];

    static Launcher() => new Thread(() =>
    {
        foreach (var action in Work.GetConsumingEnumerable())
            action();
    })
    { IsBackground = true, Name = "launcher" }.Start();

    /// <summary>Starts a process, around it what must hold while it starts.</summary>
    public static Process Start(ProcessStartInfo info, Action<bool> around)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                around(true);
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
            finally
            {
                around(false);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }
}
