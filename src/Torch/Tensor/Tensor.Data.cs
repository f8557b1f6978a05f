using System.Runtime.InteropServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp
{
    public static partial class torch
    {
        public sealed partial class Tensor
        {
            /// <summary>The elements, in index order, of a tensor on the CPU.</summary>
            /// <exception cref="ArgumentException">T is not the tensor's element type.</exception>
            public TensorAccessor<T> data<T>()
                where T : unmanaged
            {
                if (dtype != TypeOf<T>())
                    throw new ArgumentException($"expected elements of type {typeof(T).Name}, the tensor holds {dtype}");
                return new TensorAccessor<T>(this);
            }

            /// <summary>The memory of a contiguous tensor on the CPU.</summary>
            /// <exception cref="InvalidOperationException">The tensor is elsewhere or not contiguous.</exception>
            public unsafe Span<byte> bytes
            {
                get
                {
                    if (device_type != DeviceType.CPU || !is_contiguous())
                        throw new InvalidOperationException($"bytes need a contiguous tensor on the CPU, got {this}");
                    void* data;
                    Native.Check(Native.audit_tensor_data(Handle, &data));
                    return new Span<byte>(data, checked((int)(numel() * ElementSize(dtype))));
                }
                set
                {
                    var memory = bytes;
                    if (value.Length != memory.Length)
                        throw new ArgumentException($"{this} takes {memory.Length} bytes, got {value.Length}");
                    value.CopyTo(memory);
                }
            }

            /// <summary>The value of a tensor with one element; waits for the device. ToSingle() and its like convert.</summary>
            /// <exception cref="ArgumentException">T is not the element type, or there is not exactly one element.</exception>
            public T item<T>()
                where T : unmanaged
            {
                if (numel() != 1)
                    throw new ArgumentException($"item needs a tensor with one element, got {this}");
                using var host = cpu();
                return host.data<T>().ToArray()[0];
            }

            /// <summary>The one element: as Real where the type is real, as Integer otherwise.</summary>
            internal unsafe (double Real, long Integer) ReadItem()
            {
                double real;
                long integer;
                Native.Check(Native.audit_tensor_item(Handle, &real, &integer));
                return (real, integer);
            }
        }
    }
}

namespace TorchSharp.Utils
{
    /// <summary>Reads the elements of a CPU tensor in index order, whatever its strides.</summary>
    public sealed class TensorAccessor<T>
        where T : unmanaged
    {
        private readonly torch.Tensor tensor;

        internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

        public T[] ToArray()
        {
            if (tensor.is_contiguous())
                return MemoryMarshal.Cast<byte, T>(tensor.bytes).ToArray();
            using var dense = tensor.contiguous();
            return MemoryMarshal.Cast<byte, T>(dense.bytes).ToArray();
        }
    }
}
