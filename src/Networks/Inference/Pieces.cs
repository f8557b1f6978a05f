using System.Runtime.ExceptionServices;

namespace Audit.Networks.Inference;

/// <summary>Work in equal pieces, taken by threads as they become free.</summary>
public static class Pieces
{
    /// <param name="count">Pieces, numbered from 0.</param>
    /// <param name="threads">Most threads; 0 is torch's number.</param>
    /// <param name="work">Called once a piece. What it throws first is thrown here.</param>
    public static void ForEach(int count, int threads, Action<int> work)
    {
        int workers = Math.Min(count, threads > 0 ? threads : TorchSharp.torch.get_num_threads());
        if (workers <= 1)
        {
            for (int k = 0; k < count; k++)
                work(k);
            return;
        }
        int next = -1;
        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
            {
                for (int k = Interlocked.Increment(ref next); k < count; k = Interlocked.Increment(ref next))
                    work(k);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
