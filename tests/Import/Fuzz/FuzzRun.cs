using System.Diagnostics;
using System.Globalization;
using Audit.Inputs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Fuzz;

/// <summary>What came of the inputs of one format.</summary>
internal sealed record FuzzCounts(string Format, int Inputs, int Read, int Refused, double SlowestSeconds, int Slowest,
    long MostBytes, long PeakGrowth, IReadOnlyList<string> Failures)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Format}: {Inputs} inputs, {Read} read, {Refused} refused, {Failures.Count} failures; slowest "
            + $"{SlowestSeconds * 1000:F0} ms (input {Slowest}), most managed memory {MostBytes >> 20} MiB, peak of the process "
            + $"grew by {PeakGrowth >> 20} MiB");
}

/// <summary>Damaged files, one after the other: each is read, or refused by an exception of ours in one line, in time and in
/// memory.</summary>
internal static class FuzzRun
{
    /// <summary>An input of some kilobytes takes a millisecond or two. One that took longer than this is tried again alone before
    /// it counts.</summary>
    private const double MostSeconds = 10;

    /// <summary>Managed bytes that one input may allocate.</summary>
    private const long MostManaged = 256L << 20;

    /// <summary>Bytes by which the whole process may grow: tensors, decoders and buffers are not managed memory.</summary>
    private const long MostGrowth = 1L << 30;

    private const int MostFailures = 20;

    /// <param name="format">What is damaged.</param>
    /// <param name="first">Number of the first input.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    public static FuzzCounts Run(IFuzzFormat format, int first, int count, Action<string>? progress = null)
    {
        using var folder = new TemporaryFolder();
        var rng = new Rng(2026).Derive("fuzz").Derive(format.Name);
        var failures = new List<string>();
        int read = 0, done = 0, slowest = first;
        double longest = 0;
        long most = 0, before = Memory("VmRSS:");
        var clock = Stopwatch.StartNew();
        for (int k = first; k < first + count && failures.Count < MostFailures; k++)
        {
            // The input lies in the folder while it is read: after a crash it can be found there, and by its number anyway.
            format.Write(folder.Path, new Draws(rng.Derive(k)));
            var (isRead, seconds, bytes, failure) = One(format, folder.Path);
            if (seconds > MostSeconds)
                (isRead, seconds, bytes, failure) = One(format, folder.Path);
            if (seconds > MostSeconds)
                failure ??= FormattableString.Invariant($"took {seconds:F1} s");
            if (bytes > MostManaged)
                failure ??= $"took {bytes} bytes";
            if (failure is not null)
                failures.Add($"{format.Name} input {k}: {failure}");
            done++;
            read += isRead ? 1 : 0;
            most = Math.Max(most, bytes);
            if (seconds > longest)
                (longest, slowest) = (seconds, k);
            if ((k - first) % 10_000 == 9_999)
                progress?.Invoke(FormattableString.Invariant(
                    $"{format.Name}: {k - first + 1} of {count} in {clock.Elapsed.TotalSeconds:F0} s"));
        }
        long growth = Memory("VmHWM:") - before;
        if (growth > MostGrowth)
            failures.Add($"{format.Name}: the process grew by {growth} bytes");
        return new(format.Name, done, read, done - read - failures.Count, longest, slowest, most, growth, failures);
    }

    private static (bool Read, double Seconds, long Bytes, string? Failure) One(IFuzzFormat format, string folder)
    {
        long start = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        string? failure = null;
        bool read = false;
        try
        {
            using var scope = NewDisposeScope();
            format.Read(folder);
            read = true;
        }
        catch (InputException e)
        {
            if (e.Message.Any(char.IsControl) || e.Message.Length is 0 or > 2100)
                failure = $"a message that is not one short line: {e.Message}";
        }
        catch (Exception e)
        {
            failure = $"{e}";
        }
        return (read, Stopwatch.GetElapsedTime(start).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - before, failure);
    }

    /// <summary>A figure of /proc/self/status in bytes; 0 where there is none.</summary>
    private static long Memory(string name) => !File.Exists("/proc/self/status") ? 0
        : 1024 * File.ReadLines("/proc/self/status").Where(l => l.StartsWith(name, StringComparison.Ordinal))
        .Select(l => long.Parse(l.AsSpan(name.Length).Trim().TrimEnd("kB ").TrimEnd(),
        System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
}
