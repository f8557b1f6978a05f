
namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Conv2d = new("aten::conv2d"),
                ConvTranspose2d = new("aten::conv_transpose2d", "input"), LinearOp = new("aten::linear");
            private static readonly Operator AvgPool2d = new("aten::avg_pool2d"), MaxPool2d = new("aten::max_pool2d"),
                AdaptiveAvgPool2d = new("aten::adaptive_avg_pool2d");
            private static readonly Operator BatchNorm = new("aten::batch_norm"), ConstantPad = new("aten::constant_pad_nd");
            private static readonly Operator MaxPool2dWithIndices = new("aten::max_pool2d_with_indices");

            // A name that ends in _ differs between TorchSharp's versions: give that argument by position.

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Conv2d.Call(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding_ = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose2d.Call(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], output_padding_ ?? [0, 0], groups,
                    dilation ?? [1, 1]);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => LinearOp.Call(input, weights, bias);

            // Strides have no default in the pools: TorchSharp's is 1 in some versions and the kernel in others.
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size_, long[] stride_, long[]? padding_ = null,
                bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPool2d.Call(input, kernel_size_, stride_, padding_ ?? [0, 0], ceil_mode, count_include_pad, Argument.None);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size_, long[] strides, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) =>
                MaxPool2d.Call(input, kernel_size_, strides, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);

            /// <summary>The maxima and the position (row * width + column) of each in its channel.</summary>
            public static (Tensor, Tensor) max_pool2d_with_indices(Tensor input, long[] kernel_size_, long[] strides,
                long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) =>
                MaxPool2dWithIndices.Call2(input, kernel_size_, strides, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                AdaptiveAvgPool2d.Call(input, output_size);

            /// <summary>Batch normalisation; while training, the batch's statistics are used and the running ones updated in
            /// place.</summary>
            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null,
                Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                BatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            /// <summary>Pads with a constant; pad lists (before, after) pairs from the last dimension on.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode == PaddingModes.Constant
                    ? ConstantPad.Call(input, pad, value)
                    : throw new NotSupportedException($"padding mode {mode} is not offered by this backend");

        }
    }
}

/// <summary>What padding is filled with.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}
