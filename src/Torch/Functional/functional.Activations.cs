
namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator ReluIn = new("aten::relu_"), LeakyRelu = new("aten::leaky_relu"),
                LeakyReluIn = new("aten::leaky_relu_");

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? ReluIn.CallInPlace(x) : x.relu();
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? LeakyReluIn.CallInPlace(input, negative_slope) : LeakyRelu.Call(input, negative_slope);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);
        }
    }
}
