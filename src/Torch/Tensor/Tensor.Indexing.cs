
namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Narrow = new("aten::narrow"), SelectInt = new("aten::select", "int"),
            SliceOp = new("aten::slice", "Tensor");
        private static readonly Operator IndexSelect = new("aten::index_select"), Gather = new("aten::gather"),
            IndexOp = new("aten::index", "Tensor");
        private static readonly Operator Scatter = new("aten::scatter", "src"), ScatterAdd = new("aten::scatter_add");
        private static readonly Operator IndexCopyIn = new("aten::index_copy_"), MaskedFill = new("aten::masked_fill", "Scalar");

        public Tensor narrow(long dim, long start, long length) => Narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => SelectInt.Call(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => SliceOp.Call(this, dim, start, finish, step);
        public Tensor index_select(long dim, Tensor index) => IndexSelect.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => Gather.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Scatter.Call(this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => ScatterAdd.Call(this, dim, index, src);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => IndexCopyIn.CallInPlace(this, dim, index, source);
        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFill.Call(this, mask, value);

        /// <summary>Python's x[i, a:b, ..., None]: integers, slices, ellipsis, new axes, and index or mask tensors.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get
            {
                using var scope = NewDisposeScope();
                var view = View(indices, out var selections);
                if (selections is not null)
                    view = IndexOp.Call(view, Argument.OptionalList(selections));
                return (ReferenceEquals(view, this) ? alias() : view).MoveToOuterDisposeScope();
            }

            // Numbers and slices alone: nothing writes through index tensors.
            set
            {
                using var scope = NewDisposeScope();
                var view = View(indices, out var selections);
                if (selections is not null)
                    throw new NotSupportedException("index and mask tensors are read, not written through");
                view.copy_(value);
            }
        }

        public Tensor this[params Tensor[] indices] => this[Array.ConvertAll(indices, TensorIndex.Tensor)];

        /// <summary>Applies the indices that only take a view; index and mask tensors are left for one call at the end.</summary>
        /// <param name="selections">The tensors by dimension of the view; null where there are none.</param>
        private Tensor View(TensorIndex[] indices, out Tensor?[]? selections)
        {
            var view = this;
            var chosen = new List<Tensor?>();
            for (int k = 0; k < indices.Length; k++)
            {
                var i = indices[k];
                int dim = chosen.Count;
                switch (i.Kind)
                {
                    case TensorIndex.Kinds.Single:
                        view = view.select(dim, i.Start!.Value);
                        break;
                    case TensorIndex.Kinds.Range:
                        view = SliceOp.Call(view, dim, i.Start, i.Stop, i.Step ?? 1);
                        chosen.Add(null);
                        break;
                    case TensorIndex.Kinds.NewAxis:
                        view = view.unsqueeze(dim);
                        chosen.Add(null);
                        break;
                    case TensorIndex.Kinds.Ellipsis:
                        long after = indices.Skip(k + 1).Sum(j => j.Dimensions);
                        while (chosen.Count < view.dim() - after)
                            chosen.Add(null);
                        break;
                    default:
                        if (i.Dimensions > 1 && indices.Length > 1)
                            throw new NotSupportedException(
                                "a mask of several dimensions stands alone: TorchSharp counts it as one among others");
                        chosen.Add(i.Selection);
                        break;
                }
            }
            selections = chosen.Exists(t => t is not null) ? [.. chosen] : null;
            return view;
        }
    }
}
