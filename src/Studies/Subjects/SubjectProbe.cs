using System.Runtime.InteropServices;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Studies.Subjects;

/// <summary>Whether a subject's model is a function of the image, asked on its own images under noise.</summary>
public static class SubjectProbe
{
    /// <summary>Different images among those that are shown.</summary>
    private const int Different = 16;

    /// <summary>Images of a batch where little can be found.</summary>
    private const int Few = 16;

    /// <summary>Noise where the command itself adds none: enough to make copies of an image different ones.</summary>
    private const float Little = 0.02f;

    /// <summary>Probes a model; what it finds is for the caller to judge.</summary>
    /// <param name="subject">Images, and the source of the noise.</param>
    /// <param name="classifier">The model.</param>
    /// <param name="noise">What the command adds to the images that it shows; null for nothing.</param>
    /// <param name="precision">Arithmetic of its layers.</param>
    /// <param name="images">Images of a batch.</param>
    /// <param name="isBlackBox">Whether it may do anything at all: it is asked more often.</param>
    public static ProbeReport Of(Subject subject, IClassifier classifier, NoiseModel? noise,
        Precision precision = Precision.Float32, int images = ModelProbe.Batch, bool isBlackBox = false)
    {
        using var scope = NewDisposeScope();
        var shape = classifier.InputShape;
        var x = empty(shape.Batch(images));
        var values = MemoryMarshal.Cast<byte, float>(x.bytes);
        var sampler = noise is null ? new GaussianSampler(Little) : NoiseSamplers.Of(noise);
        float[] clean = new float[shape.Elements];
        int different = Math.Min(Different, subject.Indexes.Count);
        for (int k = 0; k < images; k++)
        {
            subject.Images.CopyTo(subject.Indexes[(int)((long)(k % different) * subject.Indexes.Count / different)], clean);
            sampler.AddTo(clean, values.Slice(k * shape.Elements, shape.Elements), subject.Rng.Derive("probe"),
                new NoiseAddress(NoiseStream.Diagnosis, k, 0));
        }
        var options = ProbeOptions.For(precision);
        return ModelProbe.Run(classifier, x, isBlackBox ? options.ForBlackBox : options);
    }

    /// <summary>Probes what is to be certified.</summary>
    /// <returns>The subject with the report.</returns>
    /// <exception cref="UnrepeatableException">It is no function of the image: nothing can be certified of it.</exception>
    public static Subject Demand(Subject subject, NoiseModel noise)
    {
        if (subject.Fast is { } fast)
            Expect(subject, Of(subject, fast, noise, Precision.Bfloat16));
        return subject with
        {
            Probe = Expect(subject, Of(subject, subject.Classifier, noise, subject.Precision,
            isBlackBox: subject.Model.Graph is null))
        };
    }

    private static ProbeReport Expect(Subject subject, ProbeReport report) =>
        report.Problem(subject.Model.AllowsNonFinite) is { } problem
        ? throw new UnrepeatableException(
        $"{subject.ModelPath}: {problem}: refused, a certificate needs a model that gives an image the same finite logits each "
        + $"time") : report;

    /// <summary>Probes what is to be attacked, and warns of what is found. A model that turns out to draw, or to change from call
    /// to
    /// call, is one that draws from then on.</summary>
    /// <param name="subject">Models and images.</param>
    /// <param name="warn">Told what was found, a line each.</param>
    /// <returns>The subject with the report on its first model.</returns>
    public static Subject Warn(Subject subject, Action<string> warn)
    {
        (ProbeReport Report, IClassifier Model) Report(string path, LoadedModel model, IClassifier classifier)
        {
            // A network whose layers are read here keeps no state and draws nothing: few images do.
            var report = Of(subject, classifier, null, images: model.Graph is null ? ModelProbe.Batch : Few,
                isBlackBox: model.Graph is null);
            foreach (var finding in report.Findings)
                warn($"{path}: {finding.Text}");
            bool draws = report.Findings.Any(f => f.Trait == Trait.DrawsRandomNumbers);
            bool changes = report.Findings.Any(f => f.Trait == Trait.ChangesBetweenCalls);
            return (report, (draws || changes) && !classifier.IsRandom ? new SelfDrawing(classifier, oncePerCall: changes)
                : classifier);
        }
        var (probe, own) = Report(subject.ModelPath, subject.Model, subject.Classifier);
        return subject with
        {
            Probe = probe,
            Classifier = own,
            Further = [.. subject.Further.Select(other => other with { Classifier = Report(other.Path, other.Model,
                other.Classifier).Model })],
        };
    }
}
