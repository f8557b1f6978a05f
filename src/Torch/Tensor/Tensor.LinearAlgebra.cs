
namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Matmul = new("aten::matmul");

        public Tensor matmul(Tensor target) => Matmul.Call(this, target);
    }
}
