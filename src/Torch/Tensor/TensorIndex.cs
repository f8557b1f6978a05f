namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an index: a number, a slice, ..., None, or a tensor of indices or truth values.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kinds
        {
            Single, Range, NewAxis, Ellipsis, Tensor
        }

        internal readonly Kinds Kind;
        internal readonly long? Start, Stop, Step;
        internal readonly Tensor? Selection;

        /// <summary>How many dimensions of the indexed tensor this consumes.</summary>
        internal long Dimensions => Kind switch
        {
            Kinds.NewAxis or Kinds.Ellipsis => 0,
            Kinds.Tensor when Selection!.dtype is ScalarType.Bool or ScalarType.Byte => Selection.dim(),
            _ => 1,
        };

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        private TensorIndex(Kinds kind, long? start = null, long? stop = null, long? step = null, Tensor? selection = null) =>
            (Kind, Start, Stop, Step, Selection) = (kind, start, stop, step, selection);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new(Kinds.Range, start, stop, step);
        public static TensorIndex Slice(Range range) => Slice(From(range.Start), range.End.Equals(Index.End) ? null
            : From(range.End));
        public static TensorIndex Single(long? index) => new(Kinds.Single, index);
        public static TensorIndex Tensor(Tensor tensor) => new(Kinds.Tensor, selection: tensor);
        public static TensorIndex Colon => Slice();
        public static TensorIndex Ellipsis => new(Kinds.Ellipsis);
        public static TensorIndex Null => new(Kinds.NewAxis);

        public static TensorIndex None => Null;

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Range range) => Slice(range);
    }
}
