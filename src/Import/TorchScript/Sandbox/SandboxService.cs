#if LIBTORCH
using System.Runtime.InteropServices;
using Audit.Networks.Inference;
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>Answers the parent's requests, one after the other.</summary>
internal sealed class SandboxService(SharedBlock archive, long archiveBytes, SharedBlock block, Device device, long memory)
{
    private readonly Dictionary<long, (Tensor X, Tensor Y)> runs = [];
    private jit.ScriptModule<Tensor, Tensor>? module;
    private Stream input = Stream.Null;
    private Stream output = Stream.Null;

    /// <summary>Until the parent closes its end.</summary>
    public void Serve(Stream from, Stream to)
    {
        (input, output) = (from, to);
        while (Frame.Read(input) is var (verb, payload))
        {
            try
            {
                Answer(verb, payload);
            }
            catch (ScriptRefusedException e)
            {
                Frame.Write(output, Verbs.Refused, writer => writer.Write(Frame.Plain(WithMemory(e.Message))));
            }
            catch (Exception e) when (e is ExternalException or InvalidDataException or InvalidOperationException)
            {
                Frame.Write(output, Verbs.Failed, writer => writer.Write(Frame.Plain(WithMemory(e.Message))));
            }
        }
    }

    private void Answer(byte verb, BinaryReader payload)
    {
        using var scope = NewDisposeScope();
        switch (verb)
        {
            case Verbs.Load:
                Load(payload.ReadBoolean());
                Frame.Write(output, Verbs.Load);
                break;
            case Verbs.Forward:
                Forward(payload);
                break;
            case Verbs.Backward:
                Backward(payload);
                break;
            case Verbs.Drop:
                for (int count = payload.ReadInt32(); count > 0; count--)
                    Drop(payload.ReadInt64());
                break;
            default:
                throw new InvalidDataException($"unknown request {verb}");
        }
    }

    private void Load(bool anyOperator)
    {
        using var opened = ScriptCheck.Open(archive, archiveBytes, anyOperator);
        try
        {
            module = opened.Load(device);
        }
        catch (ExternalException e)
        {
            throw new ScriptRefusedException($"libtorch cannot load it: {e.Message}");
        }
    }

    private void Forward(BinaryReader payload)
    {
        long run = payload.ReadInt64();
        bool gradients = payload.ReadBoolean();
        int threads = payload.ReadInt32();
        if (threads != get_num_threads())
            set_num_threads(threads);
        var x = Take(payload);
        if (run != 0)
            x.requires_grad_();
        Tensor y;
        using (enable_grad(gradients))
            y = module!.call(x);
        bool differentiable = run != 0 && y.requires_grad;
        if (differentiable)
            runs.Add(run, (x.DetachFromDisposeScope(), y.DetachFromDisposeScope()));
        Reply(Verbs.Forward, y, writer => writer.Write(differentiable));
    }

    private void Backward(BinaryReader payload)
    {
        long run = payload.ReadInt64();
        bool keep = payload.ReadBoolean();
        var gradient = Take(payload);
        if (!runs.TryGetValue(run, out var kept))
            throw new InvalidDataException("a second gradient of one run, whose graph was not retained");
        var product = Autograd.GradientOrNull(kept.Y, kept.X, gradient, keep);
        if (!keep)
            Drop(run);
        if (product is null)
            Frame.Write(output, Verbs.Backward, writer => writer.Write(false));
        else
            Reply(Verbs.Backward, product, writer => writer.Write(true));
    }

    private void Drop(long run)
    {
        if (runs.Remove(run, out var kept))
        {
            kept.X.Dispose();
            kept.Y.Dispose();
        }
    }

    private Tensor Take(BinaryReader payload)
    {
        block.Grow(payload.ReadInt64());
        return TensorWire.Read(payload, block).to(device);
    }

    private void Reply(byte verb, Tensor result, Action<BinaryWriter>? before = null)
    {
        var host = result.detach().cpu().contiguous();
        long bytes = TensorWire.Bytes(host.dtype, host.shape);
        if (bytes > block.Size)
        {
            Frame.Write(output, Verbs.Grow, writer => writer.Write(bytes));
            if (Frame.Read(input) is not (Verbs.Grow, var grown))
                throw new InvalidDataException("the block did not grow");
            block.Grow(grown.ReadInt64());
        }
        Frame.Write(output, verb, writer =>
        {
            before?.Invoke(writer);
            TensorWire.Write(writer, block, host);
        });
    }

    /// <summary>libtorch's words for a failed allocation, and what to do about it.</summary>
    private string WithMemory(string text) =>
        text.Contains("can't allocate memory", StringComparison.Ordinal)
            || text.Contains("not enough memory", StringComparison.Ordinal)
            || text.Contains("bad_alloc", StringComparison.Ordinal)
            ? $"needs more memory than it may take ({SandboxProcess.MemoryText(memory)}, --memory): {text}" : text;
}
#endif
