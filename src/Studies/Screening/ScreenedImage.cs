using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Studies.Screening;

/// <summary>An image under suspicion, as a deployer has it: pixels and the certificate that was issued for them.</summary>
/// <param name="Index">Index of the image that it is, or was made of: part of the address of noise.</param>
/// <param name="X">[C,H,W] in [0,1], on the CPU.</param>
/// <param name="Side">Its certificate.</param>
/// <param name="Label">True class of the image: known of natural ones, where they serve as reference.</param>
public sealed record ScreenedImage(int Index, Tensor X, SpoofSide Side, int Label);
