
namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Reshape = new("aten::reshape"), ViewOp = new("aten::view"),
            Flatten = new("aten::flatten", "using_ints");
        private static readonly Operator Permute = new("aten::permute"), TransposeInts = new("aten::transpose", "int"),
            TransposeMatrix = new("aten::t");
        private static readonly Operator Unsqueeze = new("aten::unsqueeze"), SqueezeAll = new("aten::squeeze"),
            SqueezeDim = new("aten::squeeze", "dim");
        private static readonly Operator Expand = new("aten::expand"), Repeat = new("aten::repeat"),
            RepeatInterleave = new("aten::repeat_interleave", "self_int");
        private static readonly Operator Contiguous = new("aten::contiguous"), Clone = new("aten::clone"),
            Detach = new("aten::detach");
        private static readonly Operator Flip = new("aten::flip");
        private static readonly Operator ToType = new("aten::to", "dtype"), ToDevice = new("aten::to", "device");
        private static readonly Operator Split = new("aten::split", "Tensor");

        public Tensor reshape(params long[] shape) => Reshape.Call(this, shape);
        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Flatten.Call(this, start_dim, end_dim);
        public Tensor permute(params long[] permutation) => Permute.Call(this, permutation);
        public Tensor transpose(long dim0, long dim1) => TransposeInts.Call(this, dim0, dim1);
        public Tensor t() => TransposeMatrix.Call(this);
        public Tensor unsqueeze(long dim) => Unsqueeze.Call(this, dim);
        public Tensor squeeze(long? dim = null) => dim is { } d ? SqueezeDim.Call(this, d) : SqueezeAll.Call(this);
        public Tensor expand(params long[] sizes) => Expand.Call(this, sizes);
        public Tensor repeat(params long[] sizes) => Repeat.Call(this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null) => RepeatInterleave.Call(this, repeats, dim);
        public Tensor contiguous() => Contiguous.Call(this);
        public Tensor clone() => Clone.Call(this);
        public Tensor detach() => Detach.Call(this);
        public Tensor flip(params long[] dims) => Flip.Call(this, dims);
        public Tensor[] split(long size, int dim = 0) => Split.CallList(this, size, dim);

        /// <summary>Another element type; the same object's alias where it already is that.</summary>
        public Tensor to_type(ScalarType type, bool copy = false) => ToType.Call(this, type, false, copy);
        public Tensor to(ScalarType type) => to_type(type);
        public Tensor to(Device device) => to(dtype, device);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false) =>
            to(dtype, new Device(deviceType, deviceIndex), copy);
        public Tensor to(ScalarType type, Device device, bool copy = false) => ToDevice.Call(this, device, type, false, copy);
        public Tensor cpu() => to(CPU);
    }
}
