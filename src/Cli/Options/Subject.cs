using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Cli.Options;

/// <summary>A loaded model with the images it is audited on.</summary>
public sealed record Subject(string ModelPath, LoadedModel Model, IClassifier Classifier, ImageSet Images, IReadOnlyList<int> Indexes, ulong Seed, int Threads)
{
    /// <summary>The part of a run's identity that names model, data and images.</summary>
    public required JsonObject Question { get; init; }

    /// <summary>Models after the first, where a command takes several.</summary>
    public IReadOnlyList<OtherModel> Further { get; init; } = [];

    /// <summary>The same network in bfloat16, where both are asked for.</summary>
    public IClassifier? Fast { get; init; }

    /// <summary>Arithmetic of the classifier's layers.</summary>
    public Precision Precision { get; init; }

    /// <summary>Source of all randomness.</summary>
    public Rng Rng => new(Seed);

    /// <summary>One image, [C,H,W] in [0,1], on the CPU.</summary>
    public Tensor Image(int index)
    {
        var x = empty([Images.Channels, Images.Height, Images.Width]);
        Images.CopyTo(index, MemoryMarshal.Cast<byte, float>(x.bytes));
        return x;
    }

    /// <summary>Warns where the noise to certify with is not the noise that the model was trained with.</summary>
    public void WarnOfSigma(double sigma)
    {
        if (Model.TrainingSigma is { } trained && Math.Abs(trained - sigma) > 1e-9)
        {
            Errors.Warn(FormattableString.Invariant(
                $"{ModelPath} was trained with sigma {trained}, certifying with sigma {sigma}: expect far smaller radii than a matching model would get"));
        }
    }
}

/// <summary>A model beside the first.</summary>
public sealed record OtherModel(string Path, LoadedModel Model, IClassifier Classifier);
