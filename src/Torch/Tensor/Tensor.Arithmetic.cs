
namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Add = new("aten::add", "Tensor"), AddScalar = new("aten::add", "Scalar");
        private static readonly Operator Sub = new("aten::sub", "Tensor"), SubScalar = new("aten::sub", "Scalar");
        private static readonly Operator RsubScalar = new("aten::rsub", "Scalar"), Reciprocal = new("aten::reciprocal");
        private static readonly Operator Mul = new("aten::mul", "Tensor"), MulScalar = new("aten::mul", "Scalar");
        private static readonly Operator Div = new("aten::div", "Tensor"), DivScalar = new("aten::div", "Scalar");
        private static readonly Operator Neg = new("aten::neg"), PowScalar = new("aten::pow", "Tensor_Scalar");
        private static readonly Operator AddTensorIn = new("aten::add_", "Tensor"), AddScalarIn = new("aten::add_", "Scalar");
        private static readonly Operator SubTensorIn = new("aten::sub_", "Tensor");
        private static readonly Operator MulTensorIn = new("aten::mul_", "Tensor"), MulScalarIn = new("aten::mul_", "Scalar");
        private static readonly Operator CopyIn = new("aten::copy_"), FillIn = new("aten::fill_", "Scalar");
        private static readonly Operator RemainderScalar = new("aten::remainder", "Scalar");
        private static readonly Operator XorTensor = new("aten::__xor__", "Tensor");
        private static readonly Operator AndTensor = new("aten::__and__", "Tensor");
        private static readonly Operator ShiftRight = new("aten::bitwise_right_shift", "Tensor");

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
        public static Tensor operator -(Scalar left, Tensor right) => RsubScalar.Call(right, left);
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right)
        {
            using var inverse = right.reciprocal();
            return inverse.mul(left);
        }

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public Tensor add(Tensor target) => Add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => AddScalar.Call(this, scalar);
        public Tensor sub(Tensor target) => Sub.Call(this, target);
        public Tensor sub(Scalar target) => SubScalar.Call(this, target);
        public Tensor mul(Tensor target) => Mul.Call(this, target);
        public Tensor mul(Scalar target) => MulScalar.Call(this, target);
        public Tensor div(Tensor target) => Div.Call(this, target);
        public Tensor div(Scalar target) => DivScalar.Call(this, target);
        public Tensor neg() => Neg.Call(this);
        public Tensor reciprocal() => Reciprocal.Call(this);
        public Tensor pow(Scalar exponent) => PowScalar.Call(this, exponent);
        public Tensor remainder(Scalar scalar) => RemainderScalar.Call(this, scalar);

        public Tensor add_(Tensor target) => AddTensorIn.CallInPlace(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => AddTensorIn.CallInPlace(this, target, alpha);
        public Tensor add_(Scalar scalar) => AddScalarIn.CallInPlace(this, scalar);
        public Tensor sub_(Tensor target) => SubTensorIn.CallInPlace(this, target);
        public Tensor mul_(Tensor target) => MulTensorIn.CallInPlace(this, target);
        public Tensor mul_(Scalar target) => MulScalarIn.CallInPlace(this, target);
        public Tensor fill_(Scalar value) => FillIn.CallInPlace(this, value);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => CopyIn.CallInPlace(this, source, nonBlocking);

        public Tensor bitwise_and(Tensor other) => AndTensor.Call(this, other);
        public Tensor bitwise_xor(Tensor other) => XorTensor.Call(this, other);
        public Tensor bitwise_right_shift(Tensor other) => ShiftRight.Call(this, other);
    }
}
