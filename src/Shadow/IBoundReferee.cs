using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Certifies images; what an attack claims does not count.</summary>
public interface IBoundReferee
{
    /// <param name="x">Images, [N,C,H,W] in [0,1], on the CPU.</param>
    /// <returns>For each image, the class that the network predicts and the certificate of that class.</returns>
    IReadOnlyList<Judgement> Certify(Tensor x);
}

/// <summary>What a referee says of an image.</summary>
/// <param name="Predicted">The class that the network predicts.</param>
/// <param name="Certificate">The certificate of that class; its evidence is <see cref="Bounds"/>.</param>
public sealed record Judgement(int Predicted, Certificate Certificate)
{
    /// <summary>Lower bound on the smallest margin of the predicted class.</summary>
    public double MarginLower => ((Records.Certificates.Bounds)Certificate.Evidence).MarginLower;

    /// <summary>Certified, and the class is not this one.</summary>
    public bool CertifiesOtherThan(int label) => Certificate.Class is int c && c != label;
}
