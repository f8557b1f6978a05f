namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural network functions.</summary>
    public static partial class nn
    {
        /// <summary>How a loss treats its batch; the numbers are libtorch's own.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Stateless layers and losses.</summary>
        public static partial class functional
        {
        }
    }
}
