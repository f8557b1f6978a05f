using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Distances of a perturbed image from its original.</summary>
public static class PerturbationDistances
{
    /// <param name="clean">[C,H,W] in [0,1].</param>
    /// <param name="changed">Likewise.</param>
    /// <param name="form">Whose definitions of the penalties.</param>
    public static Distances Between(Tensor clean, Tensor changed, PenaltyForm form = PenaltyForm.Official)
    {
        using var scope = NewDisposeScope();
        var delta = (changed.to(float64) - clean.to(float64)).unsqueeze(0);
        return new Distances(delta.abs().sum().ToDouble(), delta.square().sum().sqrt().ToDouble(), delta.abs().max().ToDouble(),
            Penalties.TotalVariation(delta, form).ToDouble(), Penalties.Color(delta).ToDouble(),
            Penalties.Dissimilarity(delta, form).ToDouble())
        {
            Ssim = Perception.Similarity(clean, changed),
            Gmsd = Perception.GradientDeviation(clean, changed),
        };
    }
}
