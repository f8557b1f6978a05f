using Audit.Noise;

namespace Audit.Shadow;

/// <summary>An attack on certificates: for each image the best candidate that it found, certified.</summary>
public interface ISpoofAttack
{
    /// <param name="originals">The images; any number.</param>
    /// <param name="rng">Source of starts and noise.</param>
    /// <param name="progress">Told how much is done, in images and parts of them, and how many images need no more work.</param>
    /// <param name="kept">Where the attack is stopped: told what it had found for the images that need no more work.</param>
    /// <param name="stop">Ends the attack with an exception.</param>
    /// <returns>One result for each image, in order.</returns>
    IReadOnlyList<Spoof> Run(IReadOnlyList<Original> originals, Rng rng, Action<double, int>? progress = null,
        Action<Original, Spoof>? kept = null, CancellationToken stop = default);
}
