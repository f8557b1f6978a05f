
namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        private static readonly Operator Abs = new("aten::abs"), Sign = new("aten::sign"), Sqrt = new("aten::sqrt");
        private static readonly Operator Exp = new("aten::exp"), Log = new("aten::log"), Square = new("aten::square"),
            Log1p = new("aten::log1p");
        private static readonly Operator Sin = new("aten::sin"), Cos = new("aten::cos"), Tanh = new("aten::tanh"),
            Atanh = new("aten::atanh");
        private static readonly Operator Sigmoid = new("aten::sigmoid"), Relu = new("aten::relu");
        private static readonly Operator Floor = new("aten::floor"), Ceil = new("aten::ceil"), Round = new("aten::round");
        private static readonly Operator Clamp = new("aten::clamp"), ClampTensor = new("aten::clamp", "Tensor"),
            ClampIn = new("aten::clamp_");
        private static readonly Operator Maximum = new("aten::maximum"), Minimum = new("aten::minimum");
        private static readonly Operator IsFinite = new("aten::isfinite"), IsNan = new("aten::isnan");
        private static readonly Operator Eq = new("aten::eq", "Tensor"), EqScalar = new("aten::eq", "Scalar");
        private static readonly Operator Ne = new("aten::ne", "Tensor"), NeScalar = new("aten::ne", "Scalar");
        private static readonly Operator Lt = new("aten::lt", "Tensor"), LtScalar = new("aten::lt", "Scalar");
        private static readonly Operator Le = new("aten::le", "Tensor"), LeScalar = new("aten::le", "Scalar");
        private static readonly Operator Gt = new("aten::gt", "Tensor"), GtScalar = new("aten::gt", "Scalar");
        private static readonly Operator Ge = new("aten::ge", "Tensor"), GeScalar = new("aten::ge", "Scalar");
        private static readonly Operator LogicalAnd = new("aten::logical_and"), LogicalOr = new("aten::logical_or"),
            LogicalNot = new("aten::logical_not");
        private static readonly Operator Softmax = new("aten::softmax", "int"), LogSoftmax = new("aten::log_softmax", "int");

        public Tensor abs() => Abs.Call(this);
        public Tensor sign() => Sign.Call(this);
        public Tensor sqrt() => Sqrt.Call(this);
        public Tensor exp() => Exp.Call(this);
        public Tensor log() => Log.Call(this);
        public Tensor log1p() => Log1p.Call(this);
        public Tensor square() => Square.Call(this);
        public Tensor sin() => Sin.Call(this);
        public Tensor cos() => Cos.Call(this);
        public Tensor tanh() => Tanh.Call(this);
        public Tensor atanh() => Atanh.Call(this);
        public Tensor sigmoid() => Sigmoid.Call(this);
        public Tensor relu() => Relu.Call(this);
        public Tensor floor() => Floor.Call(this);
        public Tensor ceil() => Ceil.Call(this);
        public Tensor round() => Round.Call(this);
        public Tensor isfinite() => IsFinite.Call(this);
        public Tensor isnan() => IsNan.Call(this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Clamp.Call(this, min, max);
        public Tensor clamp(Tensor min, Tensor max) => ClampTensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ClampIn.CallInPlace(this, min, max);
        public Tensor maximum(Tensor other) => Maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Minimum.Call(this, other);

        public Tensor eq(Tensor target) => Eq.Call(this, target);
        public Tensor eq(Scalar target) => EqScalar.Call(this, target);
        public Tensor ne(Tensor target) => Ne.Call(this, target);
        public Tensor ne(Scalar target) => NeScalar.Call(this, target);
        public Tensor lt(Tensor target) => Lt.Call(this, target);
        public Tensor lt(Scalar target) => LtScalar.Call(this, target);
        public Tensor le(Tensor target) => Le.Call(this, target);
        public Tensor le(Scalar target) => LeScalar.Call(this, target);
        public Tensor gt(Tensor target) => Gt.Call(this, target);
        public Tensor gt(Scalar target) => GtScalar.Call(this, target);
        public Tensor ge(Tensor target) => Ge.Call(this, target);
        public Tensor ge(Scalar target) => GeScalar.Call(this, target);
        public Tensor logical_and(Tensor other) => LogicalAnd.Call(this, other);
        public Tensor logical_or(Tensor other) => LogicalOr.Call(this, other);
        public Tensor logical_not() => LogicalNot.Call(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => LogSoftmax.Call(this, dim, dtype);
    }
}
