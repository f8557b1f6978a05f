using Audit.Networks.Inference;

namespace Audit.Cli.Options;

/// <summary>The model that a certify run speaks of, beyond its file: an attack on its certificates attacks this and nothing else.</summary>
/// <param name="Sigma">Noise of the smoothed classifier; null where the network itself was certified.</param>
/// <param name="Arithmetic">What the network is computed in.</param>
public sealed record CertifiedVictim(double? Sigma, Arithmetic Arithmetic)
{
    /// <summary>The victim that the run's question names.</summary>
    /// <param name="folder">Folder of a certify run.</param>
    public static CertifiedVictim Read(string folder)
    {
        var question = Records.Runs.Run.Read(folder).Manifest.Question;
        // A mixed run certifies the float32 network: bfloat16 only stood in for it.
        var precision = (string?)question["precision"] switch
        {
            PrecisionOption.Bfloat16 => Precision.Bfloat16,
            PrecisionOption.Float16 => Precision.Float16,
            _ => Precision.Float32,
        };
        return new((double?)question["sigma"], new Arithmetic(precision, Pairs: null));
    }
}
