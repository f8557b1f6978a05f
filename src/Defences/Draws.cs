using Audit.Formats;
using Audit.Networks;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>The draws of a batch: one address an image below one source. Empty for what does not draw.</summary>
public readonly record struct Draws(Rng Rng, NoiseAddress[] Addresses)
{
    /// <summary>For what does not draw.</summary>
    public static Draws None => new(default, []);

    /// <summary>Independent draws at the same addresses, for a part that draws on its own.</summary>
    public Draws Derive(string part) => this with { Rng = Rng.Derive(part) };

    /// <inheritdoc cref="Derive(string)"/>
    public Draws Derive(long part) => this with { Rng = Rng.Derive(part) };

    /// <summary>Uniform numbers in [0,1) of one image.</summary>
    public float[] Uniform(int row, int count)
    {
        var values = new float[count];
        UniformNoise.Fill(values, Rng, Addresses[row]);
        return values;
    }

    /// <summary>Logits of a classifier under these draws; one that does not draw ignores them.</summary>
    public Tensor Logits(IClassifier classifier, Tensor x) =>
        classifier is IRandomisedClassifier random ? random.Logits(x, Rng, Addresses) : classifier.Logits(x);
}
