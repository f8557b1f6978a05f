using Audit.Noise;

namespace Audit.Certify;

/// <summary>Writes the noisy image at an address, as the network was shown it.</summary>
internal delegate void NoisyImage(NoiseAddress address, Span<float> destination);
