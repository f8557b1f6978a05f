using Audit.Records.Certificates;
using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>What the search found for one image.</summary>
/// <param name="Natural">Certificate of the clean image.</param>
/// <param name="Target">Class that the chosen candidate aimed at; of an untargeted attack, the wrong class that it reached, or
/// the class after the label where it reached none.</param>
/// <param name="Final">Certificate of the chosen candidate; where there is noise, on noise of its own.</param>
/// <param name="Image">The candidate, [C,H,W] on the 8-bit grid.</param>
/// <param name="Distances">How far it is from the clean image.</param>
/// <param name="Passes">Network passes, forward and backward, that the image's ascents took; those of certificates are not
/// counted.</param>
public sealed record Spoof(Certificate Natural, int Target, Certificate Final, Tensor Image, Distances Distances, long Passes);
