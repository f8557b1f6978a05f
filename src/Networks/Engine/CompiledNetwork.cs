using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>A graph compiled to the engine's primitives, with the memory that each thread needs to run it.</summary>
internal sealed unsafe class CompiledNetwork
{
    /// <summary>Bytes of activations that a unit may hold: half of a second-level cache of 1 MiB. Fixed, so that the same
    /// network has the same unit on every machine; measured in docs/performance.md.</summary>
    private const long UnitBytes = 640 << 10;

    private const int LargestUnit = 64;

    /// <summary>Bytes of memory for later passes that are kept from those before.</summary>
    private const long IdleBytes = 256 << 20;

    private readonly NetworkHandle network;
    private readonly ConcurrentBag<ContextHandle> idle = [];
    private readonly long mostIdle;

    /// <exception cref="UnsupportedOpException">The engine has no step for an op.</exception>
    /// <exception cref="ExternalException">The engine refused a step; the message says which and why.</exception>
    public CompiledNetwork(Graph graph, Precision precision, bool gradient, int unit)
    {
        using var scope = NewDisposeScope();
        Unit = unit;
        network = Create(Lowering.Run(graph), precision, gradient, Unit, out long classes);
        mostIdle = Math.Max(Environment.ProcessorCount,
            IdleBytes / Math.Max(1, EngineLibrary.audit_engine_bytes(network.DangerousGetHandle())));
        if (classes != graph.Classes)
            throw new ExternalException($"engine: gives {classes} classes, the network has {graph.Classes}");
    }

    /// <summary>The most images at once that leave a core its second-level cache: a power of two.</summary>
    /// <exception cref="UnsupportedOpException">The engine has no step for an op.</exception>
    public static int LargestUnitOf(Graph graph, Precision precision)
    {
        using var scope = NewDisposeScope();
        long bytes = checked(Lowering.Run(graph).PeakElements * (precision == Precision.Bfloat16 ? 2 : 4));
        int unit = 1;
        while (unit < LargestUnit && 2 * unit * bytes <= UnitBytes)
            unit *= 2;
        return unit;
    }

    /// <summary>Images at once.</summary>
    public int Unit { get; }

    /// <summary>Runs one unit on the calling thread.</summary>
    /// <param name="images">[unit,C,H,W].</param>
    /// <param name="logits">[unit,classes].</param>
    public void Logits(float* images, float* logits)
    {
        var context = Rent();
        EngineLibrary.Check(EngineLibrary.audit_engine_logits(context.DangerousGetHandle(), images, logits));
        Return(context);
    }

    /// <summary>Logits of one unit, then the gradient in its images of what <paramref name="loss"/> makes of them.</summary>
    /// <param name="images">[unit,C,H,W].</param>
    /// <param name="logits">[unit,classes]; overwritten by <paramref name="loss"/> with its gradient.</param>
    /// <param name="gradient">Written: [unit,C,H,W].</param>
    /// <param name="loss">Called between the two.</param>
    public void Gradient(float* images, float* logits, float* gradient, Action loss)
    {
        var context = Rent();
        EngineLibrary.Check(EngineLibrary.audit_engine_logits(context.DangerousGetHandle(), images, logits));
        loss();
        EngineLibrary.Check(EngineLibrary.audit_engine_gradient(context.DangerousGetHandle(), logits, gradient));
        Return(context);
    }

    /// <summary>Logits of one unit, and what the gradient needs of the way there.</summary>
    /// <param name="images">[unit,C,H,W].</param>
    /// <param name="logits">[unit,classes].</param>
    /// <returns>For <see cref="Backward"/> or <see cref="Forget"/>.</returns>
    public SafeHandle Forward(float* images, float* logits)
    {
        var context = Rent();
        EngineLibrary.Check(EngineLibrary.audit_engine_logits(context.DangerousGetHandle(), images, logits));
        return context;
    }

    /// <summary>Gradient in the images of a forward pass, which is then forgotten.</summary>
    /// <param name="forward">The pass.</param>
    /// <param name="logitsGradient">[unit,classes].</param>
    /// <param name="gradient">Written: [unit,C,H,W].</param>
    public void Backward(SafeHandle forward, float* logitsGradient, float* gradient)
    {
        EngineLibrary.Check(EngineLibrary.audit_engine_gradient(forward.DangerousGetHandle(), logitsGradient, gradient));
        Forget(forward);
    }

    /// <summary>No gradient of this pass will be asked for.</summary>
    public void Forget(SafeHandle forward) => Return((ContextHandle)forward);

    /// <summary>A context that failed is not returned: it is freed with the next collection.</summary>
    private ContextHandle Rent()
    {
        if (idle.TryTake(out var context))
            return context;
        EngineLibrary.Check(EngineLibrary.audit_engine_context(network.DangerousGetHandle(), out nint handle));
        return new ContextHandle(handle, network);
    }

    private void Return(ContextHandle context)
    {
        if (idle.Count < mostIdle)
            idle.Add(context);
        else
            context.Dispose();
        GC.KeepAlive(this);
    }

    private static NetworkHandle Create(LoweredNetwork lowered, Precision precision, bool gradient, int unit, out long classes)
    {
        var kept = new List<GCHandle>();
        try
        {
            float* Pinned(Tensor? tensor)
            {
                if (tensor is null)
                    return null;
                using var scope = NewDisposeScope();
                var handle = GCHandle.Alloc(tensor.to(CPU).to(float32).contiguous().data<float>().ToArray(), GCHandleType.Pinned);
                kept.Add(handle);
                return (float*)handle.AddrOfPinnedObject();
            }
            var index = new Dictionary<LoweredStep, int>(ReferenceEqualityComparer.Instance);
            var steps = new EngineStep[lowered.Steps.Count];
            for (int k = 0; k < steps.Length; k++)
            {
                steps[k] = Write(lowered.Steps[k], s => s is null ? 0 : index[s], Pinned);
                index[lowered.Steps[k]] = k + 1;
            }
            fixed (EngineStep* first = steps)
            {
                var spec = new EngineNetwork
                {
                    Channels = lowered.Input.Channels,
                    Height = lowered.Input.Height,
                    Width = lowered.Input.Width,
                    Unit = unit,
                    Bfloat16 = precision == Precision.Bfloat16 ? 1 : 0,
                    Gradient = gradient ? 1 : 0,
                    Count = steps.Length,
                    Steps = first,
                    Mean = Pinned(lowered.Normalize?.Mean),
                    Deviation = Pinned(lowered.Normalize?.Std),
                };
                EngineLibrary.Check(EngineLibrary.audit_engine_create(&spec, out nint handle, out classes));
                return new NetworkHandle(handle);
            }
        }
        finally
        {
            kept.ForEach(handle => handle.Free());
        }
    }

    private delegate float* Pin(Tensor? tensor);

    private static EngineStep Write(LoweredStep step, Func<LoweredStep?, int> index, Pin pinned)
    {
        var native = new EngineStep
        {
            Kind = step.Kind,
            Input = index(step.Input),
            Other = step.AddsOther ? index(step.Other) : -1,
            Activation = step.Activation,
            Outputs = checked((int)step.Outputs),
            Groups = checked((int)step.Groups),
            A = step.A,
            B = step.B,
            Weight = pinned(step.Weight),
            Bias = pinned(step.Bias),
        };
        for (int d = 0; d < 2; d++)
        {
            native.Kernel[d] = checked((int)step.Kernel[d]);
            native.Stride[d] = checked((int)step.Stride[d]);
            native.Padding[d] = checked((int)step.Padding[d]);
            native.Dilation[d] = checked((int)step.Dilation[d]);
        }
        return native;
    }

    private sealed class NetworkHandle : SafeHandle
    {
        public NetworkHandle(nint handle) : base(0, true) => SetHandle(handle);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EngineLibrary.audit_engine_delete(handle);
            return true;
        }
    }

    /// <summary>Holds on to its network, which must be freed after it.</summary>
    private sealed class ContextHandle : SafeHandle
    {
        private readonly NetworkHandle network;

        public ContextHandle(nint handle, NetworkHandle network) : base(0, true)
        {
            SetHandle(handle);
            bool held = false;
            network.DangerousAddRef(ref held);
            this.network = network;
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EngineLibrary.audit_engine_context_delete(handle);
            network.DangerousRelease();
            return true;
        }
    }
}
