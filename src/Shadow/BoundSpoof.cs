using Audit.Records.Certificates;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>An image to be attacked.</summary>
/// <param name="X">[C,H,W] in [0,1], on the CPU.</param>
/// <param name="Label">Its true class.</param>
/// <param name="Index">Its index: part of the address of its noise.</param>
public sealed record Original(Tensor X, int Label, int Index);

/// <summary>What the search found for one image of a network that is certified by bounds.</summary>
/// <param name="Natural">Certificate of the clean image.</param>
/// <param name="Target">Class that the chosen candidate aimed at.</param>
/// <param name="Final">Certificate of the chosen candidate.</param>
/// <param name="Image">The candidate, [C,H,W] on the 8-bit grid.</param>
/// <param name="Distances">How far it is from the clean image.</param>
public sealed record BoundSpoof(Certificate Natural, int Target, Certificate Final, Tensor Image, Distances Distances);
