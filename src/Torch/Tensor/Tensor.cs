using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A libtorch tensor. Freed by <see cref="Dispose"/>, by its scope, or by the garbage collector.</summary>
    public sealed partial class Tensor : IDisposable
    {
        private static long totalCount;
        private nint handle;

        internal DisposeScope? Scope;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            Interlocked.Increment(ref totalCount);
            DisposeScope.Current?.Include(this);
        }

        private Tensor()
        {
        }

        ~Tensor() => Free();

        /// <summary>What stands for "no tensor": it has no handle and belongs to no scope.</summary>
        internal static Tensor Invalid() => new();

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        internal static unsafe Tensor Own(in NativeValue value)
        {
            if (value.Tag != Tag.Tensor || value.Pointer == null)
                throw new InvalidOperationException($"expected a tensor from libtorch, got {value.Tag}");
            return new Tensor((nint)value.Pointer);
        }

        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        internal nint Handle => handle != 0 ? handle : throw new ObjectDisposedException("Tensor",
            "the tensor was disposed, by hand or with its scope");

        public bool IsInvalid => handle == 0;

        public void Dispose()
        {
            Scope?.Exclude(this);
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            nint taken = Interlocked.Exchange(ref handle, 0);
            if (taken != 0)
            {
                Native.audit_tensor_delete(taken);
                Interlocked.Decrement(ref totalCount);
            }
        }

        public Tensor MoveToOuterDisposeScope() => Scope?.MoveToOuter(this) ?? this;
        public Tensor DetachFromDisposeScope() => Scope?.Detach(this) ?? this;

        public long dim() => Native.audit_tensor_dim(Handle);
        public long ndim => dim();
        public long numel() => Native.audit_tensor_numel(Handle);

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[dim()];
                fixed (long* p = sizes)
                    Native.audit_tensor_sizes(Handle, p);
                return sizes;
            }
        }

        public long size(int dim)
        {
            long[] sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public unsafe long[] stride()
        {
            var strides = new long[dim()];
            fixed (long* p = strides)
                Native.Check(Native.audit_tensor_strides(Handle, p));
            return strides;
        }

        public ScalarType dtype => (ScalarType)Native.audit_tensor_dtype(Handle);
        public Device device => Device.Unpack(Native.audit_tensor_device(Handle));
        public DeviceType device_type => device.type;
        public bool is_contiguous() => Native.audit_tensor_is_contiguous(Handle) != 0;
        public bool is_leaf => Native.audit_tensor_is_leaf(Handle) != 0;

        public bool requires_grad
        {
            get => Native.audit_tensor_requires_grad(Handle) != 0;
            set => Native.Check(Native.audit_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Another object for the same libtorch tensor.</summary>
        public Tensor alias() => new(Native.audit_tensor_alias(Handle));

        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
