using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>TorchScript modules.</summary>
    public static class jit
    {
        /// <summary>Loads a TorchScript file as a function of one tensor.</summary>
        /// <exception cref="ExternalException">The file is no TorchScript archive.</exception>
        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, DeviceType device_type = DeviceType.CPU,
            long device_index = -1)
        {
            if (typeof(T1) != typeof(Tensor) || typeof(TResult) != typeof(Tensor))
                throw new NotSupportedException("only modules from one tensor to one tensor are offered");
            if (!File.Exists(filename))
                throw new FileNotFoundException($"There is no file with the name '{filename}'.");
            Threading.EnsureStarted();
            if (Native.audit_jit_load(filename, new Device(device_type, (int)device_index).Packed, out nint module) != 0)
                throw new ExternalException($"{filename} could not be loaded as a TorchScript module: {Native.LastError}");
            return new ScriptModule<T1, TResult>(module);
        }

        /// <summary>A loaded module.</summary>
        public sealed class ScriptModule<T, TResult> : IDisposable
        {
            private nint module;

            internal ScriptModule(nint module) => this.module = module;

            ~ScriptModule() => Free();

            /// <summary>Runs the module, recording gradients where they are on.</summary>
            public unsafe TResult call(T input_)
            {
                var input = (Tensor)(object)input_!;
                nint output;
                Native.Check(Native.audit_jit_forward(module, input.Handle, &output));
                GC.KeepAlive(input);
                return (TResult)(object)new Tensor(output);
            }

            public void eval() => Native.Check(Native.audit_jit_eval(module));

            public void Dispose()
            {
                Free();
                GC.SuppressFinalize(this);
            }

            private void Free()
            {
                nint taken = Interlocked.Exchange(ref module, 0);
                if (taken != 0)
                    Native.audit_jit_delete(taken);
            }
        }
    }
}
