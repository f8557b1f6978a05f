using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Narrow = new("aten::narrow"), SelectInt = new("aten::select", "int"), SliceOp = new("aten::slice", "Tensor");
        private static readonly Operator IndexSelect = new("aten::index_select"), Gather = new("aten::gather"), IndexOp = new("aten::index", "Tensor");
        private static readonly Operator Scatter = new("aten::scatter", "src"), ScatterValue = new("aten::scatter", "value");
        private static readonly Operator IndexCopyIn = new("aten::index_copy_"), MaskedFill = new("aten::masked_fill", "Scalar"), Nonzero = new("aten::nonzero");
        private static readonly Operator MaskedSelect = new("aten::masked_select");

        public Tensor narrow(long dim, long start, long length) => Narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => SelectInt.Call(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => SliceOp.Call(this, dim, start, finish, step);
        public Tensor index_select(long dim, Tensor index) => IndexSelect.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => Gather.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Scatter.Call(this, dim, index, src);
        public Tensor scatter(long dim, Tensor index, Scalar value) => ScatterValue.Call(this, dim, index, value);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => IndexCopyIn.CallInPlace(this, dim, index, source);
        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFill.Call(this, mask, value);
        public Tensor masked_select(Tensor mask) => MaskedSelect.Call(this, mask);
        public Tensor nonzero() => Nonzero.Call(this);

        /// <summary>Python's x[i, a:b, ..., None]: integers, slices, ellipsis, new axes, and index or mask tensors.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set
            {
                using var part = index(indices);
                part.copy_(value);
            }
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var result = this;
            long dim = 0;
            int taken = indices.Count(i => i.Kind is not (TensorIndex.Kinds.Ellipsis or TensorIndex.Kinds.NewAxis));
            for (int k = 0; k < indices.Length; k++)
            {
                var i = indices[k];
                switch (i.Kind)
                {
                    case TensorIndex.Kinds.Single:
                        result = result.select(dim, i.Start!.Value);
                        break;
                    case TensorIndex.Kinds.Range:
                        result = result.slice(dim++, i.Start ?? 0, i.Stop ?? long.MaxValue, i.Step ?? 1);
                        break;
                    case TensorIndex.Kinds.NewAxis:
                        result = result.unsqueeze(dim++);
                        break;
                    case TensorIndex.Kinds.Ellipsis:
                        int after = indices[(k + 1)..].Count(j => j.Kind is not TensorIndex.Kinds.NewAxis);
                        dim = result.dim() - after;
                        break;
                    default:
                        var before = new Tensor?[dim + 1];
                        before[dim] = i.Selection;
                        result = IndexOp.Call(result, Argument.OptionalList(before));
                        dim++;
                        break;
                }
            }
            return (ReferenceEquals(result, this) ? alias() : result).MoveToOuterDisposeScope();
        }
    }

    /// <summary>One position of an index: a number, a slice, ..., None, or a tensor of indices or truth values.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kinds
        {
            Single, Range, NewAxis, Ellipsis, Tensor
        }

        internal readonly Kinds Kind;
        internal readonly long? Start, Stop, Step;
        internal readonly Tensor? Selection;

        private TensorIndex(Kinds kind, long? start = null, long? stop = null, long? step = null, Tensor? selection = null) =>
            (Kind, Start, Stop, Step, Selection) = (kind, start, stop, step, selection);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kinds.Range, start, stop, step);
        public static TensorIndex Single(long? index) => new(Kinds.Single, index);
        public static TensorIndex Tensor(Tensor tensor) => new(Kinds.Tensor, selection: tensor);
        public static TensorIndex Colon => Slice();
        public static TensorIndex Ellipsis => new(Kinds.Ellipsis);
        public static TensorIndex Null => new(Kinds.NewAxis);

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Tensor tensor) => Tensor(tensor);
    }
}
