using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients.</summary>
    public static class autograd
    {
        /// <summary>Gradients of the sum of outputs (weighted by grad_outputs) with respect to inputs.</summary>
        /// <returns>
        /// One gradient per input; where allow_unused is set and the input was not used, a tensor that <see
        /// cref="Tensor.IsInvalid"/>, as in TorchSharp (not null, and of no other use).
        /// </returns>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint* output = stackalloc nint[outputs.Count], seed = stackalloc nint[outputs.Count];
            nint* input = stackalloc nint[inputs.Count], gradient = stackalloc nint[inputs.Count];
            for (int k = 0; k < outputs.Count; k++)
                (output[k], seed[k]) = (outputs[k].Handle, grad_outputs?[k].Handle ?? 0);
            for (int k = 0; k < inputs.Count; k++)
                input[k] = inputs[k].Handle;
            int status = Native.audit_grad(output, outputs.Count, input, inputs.Count, grad_outputs is null ? null : seed,
                retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, gradient);
            if (status != 0)
                BackwardErrors.Rethrow(Native.LastError);
            Native.Check(status);
            GC.KeepAlive((outputs, inputs, grad_outputs));

            var result = new Tensor[inputs.Count];
            for (int k = 0; k < result.Length; k++)
                result[k] = gradient[k] == 0 ? Tensor.Invalid() : new Tensor(gradient[k]);
            return result;
        }
    }

    /// <summary>Until disposed, nothing on this thread is recorded for gradients.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Until disposed, operations on this thread are recorded for gradients (or not, where enabled is false).</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static bool is_grad_enabled() => Native.audit_grad_enabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Native.audit_grad_enabled();

        internal GradMode(bool enabled) => Native.audit_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.audit_set_grad_enabled(before);
    }
}
