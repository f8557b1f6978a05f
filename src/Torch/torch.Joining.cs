
namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator Cat = new("aten::cat"), Stack = new("aten::stack"), Where = new("aten::where", "self");
    private static readonly Operator AllClose = new("aten::allclose"), EqualOp = new("aten::equal");

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Cat.Call(Argument.List(tensors.ToArray()), dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Stack.Call(Argument.List(tensors.ToArray()), dim);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Where.Call(condition, x, y);
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        AllClose.CallBoolean(tensor, target, rtol, atol, equal_nan);

    public sealed partial class Tensor
    {
        /// <summary>Whether both have the same shape and the same elements.</summary>
        public bool Equals(Tensor? target) => target is not null && EqualOp.CallBoolean(this, target);
        public override bool Equals(object? obj) => Equals(obj as Tensor);

        /// <summary>Of the object, not of the elements, as in TorchSharp: give collections a reference comparer.</summary>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
