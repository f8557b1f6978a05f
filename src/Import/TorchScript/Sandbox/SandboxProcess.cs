#if LIBTORCH
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Audit.Formats;
using Audit.Inputs;
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>The parent's end of a child process that holds one module on one device.</summary>
/// <remarks>
/// One request is under way at a time. A child that takes too long is killed, and a child that ends, for whatever reason, closes
/// its pipe: no request waits for ever. What it says is not believed: sizes are checked here before anything is read.
/// </remarks>
internal sealed class SandboxProcess : IDisposable
{
    private const long FirstBlock = 1 << 20;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(180);

    private readonly Lock gate = new();
    private readonly ConcurrentQueue<long> dropped = new();
    private readonly string path;
    private readonly SandboxOptions options;
    private readonly long memory;
    private readonly SharedBlock block;
    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly Task<string> errors;
    private long runs;
    private string? ended;

    /// <exception cref="ModelFormatException">The archive is refused or cannot be loaded.</exception>
    /// <exception cref="IOException">The child could not be started.</exception>
    public SandboxProcess(string path, SharedBlock archive, long size, Device device, SandboxOptions options, long memory)
    {
        (this.path, this.options, this.memory) = (path, options, memory);
        block = SharedBlock.Create(FirstBlock);
        block.Seal(frozen: false);
        var info = SandboxProgram.Find();
        info.ArgumentList.Add(SandboxWorker.Verb);
        // A device's index is -1 where it is left open.
        foreach (long argument in (long[])[Environment.ProcessId, archive.File, size, block.File, FirstBlock, memory,
            (long)device.type, device.index + 1])
            info.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        try
        {
            process = Launcher.Start(info, starting =>
            {
                archive.Inherit(starting);
                block.Inherit(starting);
            });
        }
        catch (Win32Exception e)
        {
            throw new IOException($"the child process for TorchScript could not be started: {e.Message}");
        }
        (input, output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        errors = process.StandardError.ReadToEndAsync();
        try
        {
            var hello = Converse(StartTime, "starting", null, Verbs.Hello);
            Layers = (ConfinementLayers)hello.ReadInt32();
            Converse(options.Time / 5, "being loaded", stream =>
                Frame.Write(stream, Verbs.Load, writer => writer.Write(options.AnyOperator)), Verbs.Load);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the child took from itself.</summary>
    public ConfinementLayers Layers { get; }

    /// <summary>The child's number.</summary>
    internal int Id => process.Id;

    /// <summary>Whether it can still be asked.</summary>
    public bool IsAlive => ended is null;

    /// <summary>Runs the module.</summary>
    /// <param name="x">Input, contiguous on the CPU.</param>
    /// <param name="record">Whether gradients will be asked for.</param>
    /// <param name="firstLook">Whether this is part of loading.</param>
    /// <returns>The value, and the number of the run where it can be differentiated, else 0.</returns>
    public (Tensor Value, long Run) Forward(Tensor x, bool record, bool firstLook)
    {
        long bytes = Sendable(x);
        lock (gate)
        {
            long run = record ? ++runs : 0;
            var reply = Converse(firstLook ? options.Time / 5 : options.Time, "on one batch", stream =>
            {
                block.Grow(bytes);
                Frame.Write(stream, Verbs.Forward, writer =>
                {
                    writer.Write(run);
                    writer.Write(is_grad_enabled());
                    writer.Write(get_num_threads());
                    writer.Write(block.Size);
                    TensorWire.Write(writer, block, x);
                });
            }, Verbs.Forward);
            bool differentiable = Checked(reply.ReadBoolean);
            return (Checked(() => TensorWire.Read(reply, block)), differentiable ? run : 0);
        }
    }

    /// <summary>The product of a gradient with the Jacobian of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="gradient">Gradient of its value, contiguous on the CPU.</param>
    /// <param name="keep">Whether other gradients of it may be asked for.</param>
    /// <returns>Null where the value does not depend on the input.</returns>
    public Tensor? Backward(long run, Tensor gradient, bool keep)
    {
        long bytes = Sendable(gradient);
        lock (gate)
        {
            var reply = Converse(options.Time, "on one gradient", stream =>
            {
                block.Grow(bytes);
                Frame.Write(stream, Verbs.Backward, writer =>
                {
                    writer.Write(run);
                    writer.Write(keep);
                    writer.Write(block.Size);
                    TensorWire.Write(writer, block, gradient);
                });
            }, Verbs.Backward);
            return Checked(reply.ReadBoolean) ? Checked(() => TensorWire.Read(reply, block)) : null;
        }
    }

    /// <summary>No gradient of this run will be asked for. Any thread; the child hears of it with the next request.</summary>
    public void Drop(long run) => dropped.Enqueue(run);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (ended is null)
                End("was closed");
            block.Dispose();
            process.Dispose();
        }
    }

    private long Sendable(Tensor tensor)
    {
        try
        {
            return TensorWire.Bytes(tensor.dtype, tensor.shape);
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
    }

    /// <summary>Sends a request, waits for its reply no longer than the limit, and makes of anything else an exception.</summary>
    private BinaryReader Converse(TimeSpan limit, string doing, Action<Stream>? request, byte expected)
    {
        if (ended is not null)
            throw new ModelFormatException(path, ended);
        string? stopped = null;
        using var watchdog = new Timer(_ =>
        {
            stopped = string.Create(CultureInfo.InvariantCulture,
                $"took longer than {limit.TotalSeconds:G4} s {doing} and was stopped (--sandbox-time)");
            Kill();
        }, null, limit, Timeout.InfiniteTimeSpan);
        (byte Kind, BinaryReader Payload)? reply;
        try
        {
            SendDropped();
            request?.Invoke(input);
            reply = Frame.Read(output);
            while (reply is (Verbs.Grow, var wanted))
            {
                long bytes = wanted.ReadInt64();
                if (bytes < 0 || bytes > memory)
                    throw new InvalidDataException($"its result takes {bytes} bytes");
                block.Grow(bytes);
                Frame.Write(input, Verbs.Grow, writer => writer.Write(block.Size));
                reply = Frame.Read(output);
            }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException)
        {
            reply = null; // a broken pipe: how the child ended says why
        }
        catch (InvalidDataException e)
        {
            throw Broken(e.Message);
        }
        if (reply is not { } answer)
            throw new ModelFormatException(path, End(stopped ?? HowItEnded(doing)));
        if (answer.Kind == expected)
            return answer.Payload;
        string text = answer.Kind is Verbs.Failed or Verbs.Refused ? Frame.Plain(Checked(answer.Payload.ReadString))
            : $"answered {answer.Kind}";
        throw answer.Kind switch
        {
            Verbs.Failed => new ScriptRunException(path, text),
            Verbs.Refused => new ModelFormatException(path, text),
            _ => Broken(text),
        };
    }

    /// <summary>A limit of memory, for people.</summary>
    internal static string MemoryText(long bytes) => FormattableString.Invariant($"{bytes / (double)(1L << 30):G3} GiB");

    private void SendDropped()
    {
        const int most = 4096;
        while (!dropped.IsEmpty)
        {
            var runs = new List<long>();
            while (runs.Count < most && dropped.TryDequeue(out long run))
                runs.Add(run);
            Frame.Write(input, Verbs.Drop, writer =>
            {
                writer.Write(runs.Count);
                runs.ForEach(writer.Write);
            });
        }
    }

    /// <summary>Reads from a reply, which may not be what it should.</summary>
    private T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or ArgumentException)
        {
            throw Broken(e.Message);
        }
    }

    private ModelFormatException Broken(string problem)
    {
        string text = $"its child process broke the protocol ({Frame.Plain(problem)}): the file is hostile";
        return new ModelFormatException(path, ended is null ? End(text) : text);
    }

    private string HowItEnded(string doing)
    {
        if (!process.WaitForExit(StartTime))
            return $"its child process hangs while {doing}";
        if (doing == "starting")
            return $"the child process for TorchScript does not start ({process.StartInfo.FileName}): "
                + $"{Frame.Plain(errors.Result.TrimStart())}";
        // A shell's convention, which .NET follows: 128 and the signal.
        string signal = process.ExitCode switch
        {
            132 => "SIGILL",
            134 => "SIGABRT",
            135 => "SIGBUS",
            136 => "SIGFPE",
            137 => "SIGKILL",
            139 => "SIGSEGV",
            159 => "SIGSYS",
            var status => $"status {status}",
        };
        return $"libtorch crashed in its child process ({signal}) {doing}: the file is damaged or hostile, or needs more memory "
            + $"than it may take ({MemoryText(memory)}, --memory)";
    }

    /// <summary>Ends the child, and says so to every later request.</summary>
    private string End(string why)
    {
        ended = why;
        Kill();
        input.Dispose();
        output.Dispose();
        return why;
    }

    private void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
#endif
