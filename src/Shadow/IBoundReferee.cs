using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Certifies images; what an attack claims does not count.</summary>
public interface IBoundReferee
{
    /// <param name="x">Images, [N,C,H,W] in [0,1], on the CPU.</param>
    /// <returns>For each image, the certificate of the class that the network predicts.</returns>
    IReadOnlyList<Certificate> Certify(Tensor x);
}
