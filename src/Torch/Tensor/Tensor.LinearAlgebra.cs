using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Matmul = new("aten::matmul"), Mm = new("aten::mm"), Bmm = new("aten::bmm");

        public Tensor matmul(Tensor target) => Matmul.Call(this, target);
        public Tensor mm(Tensor target) => Mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Bmm.Call(this, batch2);
    }

    private static readonly Operator Einsum = new("aten::einsum");

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>Sums of products in Einstein's notation.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Einsum.Call(equation, Argument.List(tensors), Argument.None);
}
