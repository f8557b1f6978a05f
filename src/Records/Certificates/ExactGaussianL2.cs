namespace Audit.Records.Certificates;

/// <summary>Gaussian noise rounded to the grid of 8-bit images, drawn and added in integers, so that the certificate holds for
/// the sum as computed.</summary>
/// <remarks>
/// Source: Voracek and Hein, ICLR 2023 (arXiv:2207.07209), who show that float32 sums of image and noise let a network recognise
/// the image, so that certificates by the book are false for it, and who propose this construction. Proved here in our own words.
/// <para>
/// Setting. s = 255 sigma. The network f takes images whose pixels are whole multiples of 1/255 from lo/255 to hi/255 (as float32
/// numbers m/255; what it does with them, rounding included, is its own affair). Let h take any real image v to such a one: each
/// pixel to the nearest multiple of 1/255, ties upward, and then into [lo, hi]. F = f after h is a function of real images,
/// however f may be built, and P(F(x + z) = A), z having independent N(0, sigma^2) pixels, is a probability in real numbers.
/// Cohen et al. 2019, theorem 1, asks nothing else of a classifier: if it is at least p > 1/2, then A is what F gives most often
/// around x + delta for every real delta with ||delta||_2 &lt; sigma Phi^-1(p). The radius is that of Gaussian noise; rounding
/// costs none, since it is part of F and not of the noise.
/// </para>
/// <para>
/// What is drawn. Let x be on the grid, x_i = k_i/255 with whole k_i in 0..255. Then h(x + z)_i = clamp(k_i + K_i)/255 with K_i =
/// round(255 z_i) independent and P(K_i &lt; k + 1) = Phi((k + 1/2)/s). With T = hi = 255 - lo, T >= 255, the clamped sum is the
/// same for all K_i >= T, and for all K_i &lt;= -T: so K_i may be drawn within [-T, T], its ends standing for the tails. The
/// sampler compares random bits with the values Phi((k + 1/2)/s) to 128 bits, more bits being drawn only where those seen do not
/// decide; where all 128 agree (probability below 2^-112 per element) it refuses to go on. So K_i has this distribution exactly,
/// if the bits are independent fair coins; k_i + K_i is a sum of integers; and the float32 number m/255 is a function of m. The
/// votes are independent votes of F at x, and everything that bounds its probability from votes applies. QED.
/// </para>
/// <para>
/// What is assumed: that Philox's words are as good as fair coins, and that f gives the same class for the same input. What is
/// not claimed: anything about evaluating F around images off the grid, for which these votes cannot be drawn; images that are
/// stored in 8 bits are on it.
/// </para>
/// </remarks>
public sealed record ExactGaussianL2(double Sigma) : GaussianL2(Sigma)
{
    public new const string Key = "exact";

    /// <summary>Above it the tables of the sampler grow beyond use; the pixels of an image differ by 1 at most.</summary>
    public const double LargestSigma = 8;

    public override string Name => Key;
}
