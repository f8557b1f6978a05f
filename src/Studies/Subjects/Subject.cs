using System.Runtime.InteropServices;
using Audit.Datasets;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Studies.Subjects;

/// <summary>A loaded model with the images it is audited on.</summary>
public sealed record Subject
{
    /// <summary>What was asked for.</summary>
    public required SubjectOptions Options { get; init; }

    /// <summary>The part of a question that names model and images.</summary>
    public required SubjectQuestion Question { get; init; }

    /// <summary>The model.</summary>
    public required LoadedModel Model { get; init; }

    /// <summary>The model as a function.</summary>
    public required IClassifier Classifier { get; init; }

    /// <summary>The data set.</summary>
    public required ImageSet Images { get; init; }

    /// <summary>Which of its images, ascending.</summary>
    public required IReadOnlyList<int> Indexes { get; init; }

    /// <summary>Models after the first, where a study takes several.</summary>
    public IReadOnlyList<OtherModel> Further { get; init; } = [];

    /// <summary>The same network in bfloat16, where both are asked for.</summary>
    public IClassifier? Fast { get; init; }

    /// <summary>Arithmetic of the classifier's layers.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the model is a function of the image, as far as was asked; null where nobody asked.</summary>
    public ProbeReport? Probe { get; init; }

    /// <summary>The model's file.</summary>
    public string ModelPath => Options.Models[0];

    /// <summary>CPU cores to use; 0 is all.</summary>
    public int Threads => Math.Min(Options.Threads, Environment.ProcessorCount);

    /// <summary>Source of all randomness.</summary>
    public Rng Rng => new(Options.Seed);

    /// <summary>One image, [C,H,W] in [0,1], on the CPU.</summary>
    public Tensor Image(int index)
    {
        var x = empty([Images.Channels, Images.Height, Images.Width]);
        Images.CopyTo(index, MemoryMarshal.Cast<byte, float>(x.bytes));
        return x;
    }

    /// <summary>Several images, [N,C,H,W].</summary>
    public Tensor Batch(IEnumerable<int> indexes)
    {
        using var scope = NewDisposeScope();
        return stack([.. indexes.Select(Image)]).MoveToOuterDisposeScope();
    }

    /// <summary>What to say where the noise to certify with is not the noise that the model was trained with; null where it
    /// is.</summary>
    public string? WarningOfNoise(NoiseModel noise)
    {
        if (Model.TrainingSigma is not { } trained)
            return null;
        const string expect = "expect far smaller radii than a matching model would get";
        // A network trained with Gaussian noise is as good under the same noise on a grid.
        bool other = Model.TrainingNoise == UniformL1.Key != noise is UniformL1;
        return other ? $"{ModelPath} was trained with {Model.TrainingNoise ?? NoiseModels.Default} noise, certifying with "
            + $"{noise.Name} noise: {expect}"
            : Math.Abs(trained - noise.Sigma) > 1e-9
            ? FormattableString.Invariant(
            $"{ModelPath} was trained with sigma {trained}, certifying with sigma {noise.Sigma}: {expect}") : null;
    }
}
