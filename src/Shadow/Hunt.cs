using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>The search for one image: its ascents, and the best candidate so far.</summary>
internal sealed class Hunt(IDifferentiableCertifier certifier, Original original, Certificate natural, IReadOnlyList<int> targets)
{
    private (int Target, Certificate Certificate, Tensor Image)? best;

    public Original Original => original;

    public Certificate Natural => natural;

    /// <summary>The ascents, in the order in which they are tried.</summary>
    public IReadOnlyList<Climber> Climbers
    {
        get => field ??= [.. targets.Select(t => new Climber(this, t))];
    }

    /// <summary>Network passes, forward and backward, that it has taken.</summary>
    public long Passes { get; set; }

    public bool IsOpen => !(certifier.IsExact && best is { } found && IsSpoof(found.Certificate));

    public (int Target, Certificate Certificate, Tensor Image) Best => best!.Value;

    /// <summary>Keeps the candidate if it is the best so far; its image outlives the present scope.</summary>
    public void Consider(int target, Certificate judged, Tensor image)
    {
        if (best is { } found && Rank(judged).CompareTo(Rank(found.Certificate)) <= 0)
            return;
        best?.Image.Dispose();
        best = (target, judged, image.clone().MoveToOuterDisposeScope());
    }

    private bool IsSpoof(Certificate certificate) => certificate.Class is int c && c != original.Label;

    /// <summary>A certificate for a wrong class, then what is nearest to one.</summary>
    private (bool, (double, double)) Rank(Certificate judged) =>
        (IsSpoof(judged), certifier.Nearness(judged, original.Label));
}
