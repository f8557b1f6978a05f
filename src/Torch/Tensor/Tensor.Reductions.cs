
namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Sum = new("aten::sum"), SumDims = new("aten::sum", "dim_IntList");
        private static readonly Operator Mean = new("aten::mean"), MeanDims = new("aten::mean", "dim");
        private static readonly Operator MaxAll = new("aten::max"), MinAll = new("aten::min");
        private static readonly Operator MaxDim = new("aten::max", "dim"), MinDim = new("aten::min", "dim");
        private static readonly Operator Amax = new("aten::amax"), Amin = new("aten::amin");
        private static readonly Operator Argmax = new("aten::argmax");
        private static readonly Operator Topk = new("aten::topk"), ArgsortOp = new("aten::argsort");
        private static readonly Operator AnyAll = new("aten::any"), AllAll = new("aten::all"), AnyDim = new("aten::any", "dim"),
            AllDim = new("aten::all", "dim");
        private static readonly Operator Cumsum = new("aten::cumsum"), LogSumExp = new("aten::logsumexp");

        // Beware: the literal 0 is an element type for the compiler, as in TorchSharp. Write sum(0L) for the first dimension.
        public Tensor sum(ScalarType? type = null) => Sum.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            SumDims.Call(this, new[] { dim }, keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumDims.Call(this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            SumDims.Call(this, dim.ToArray(), keepdim, type);
        public Tensor mean() => Mean.Call(this, Argument.None);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            MeanDims.Call(this, dimensions, keepdim, type);
        public Tensor max() => MaxAll.Call(this);
        public Tensor min() => MinAll.Call(this);
        // The pairs (values, indices) have no names here, because TorchSharp's differ between its versions: deconstruct them.
        public (Tensor, Tensor) max(long dim, bool keepdim = false) => MaxDim.Call2(this, dim, keepdim);
        public (Tensor, Tensor) min(long dim, bool keepdim = false) => MinDim.Call2(this, dim, keepdim);
        public Tensor amax(long[] dims, bool keepdim = false) => Amax.Call(this, dims, keepdim);
        public Tensor amin(long[] dims, bool keepdim = false) => Amin.Call(this, dims, keepdim);
        public Tensor argmax() => Argmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Argmax.Call(this, dim, keepdim);
        public (Tensor, Tensor) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Topk.Call2(this, k, dim, largest, sorted);
        public Tensor argsort(long dim = -1, bool descending = false) => ArgsortOp.Call(this, dim, descending);
        public Tensor any() => AnyAll.Call(this);
        public Tensor all() => AllAll.Call(this);
        public Tensor any(long dim, bool keepdim = false) => AnyDim.Call(this, dim, keepdim);
        public Tensor all(long dim, bool keepdim = false) => AllDim.Call(this, dim, keepdim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Cumsum.Call(this, dim, type);
        public Tensor logsumexp(long dim, bool keepdim = false) => LogSumExp.Call(this, new[] { dim }, keepdim);
    }
}
