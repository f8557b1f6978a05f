using System.Diagnostics;
using System.Globalization;
using Audit.Datasets;
using Audit.Networks;
using Audit.Studies.Driving;
using Audit.Studies.Training;
using Audit.Train;

namespace Audit.Studies;

/// <summary>A training with everything loaded.</summary>
/// <param name="study">The training.</param>
/// <param name="request">Where its checkpoint goes.</param>
/// <param name="images">Training images.</param>
/// <param name="teacher">For recipe distillation.</param>
public sealed class TrainWork(TrainStudy study, TrainRequest request, ImageSet images, IClassifier? teacher)
{
    /// <summary>The training.</summary>
    public TrainStudy Study => study;

    /// <summary>Trains to the end, from where the partial checkpoint ends.</summary>
    /// <returns>One line on the finished network.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; finished epochs are kept.</exception>
    public string Run(Driver driver)
    {
        var options = study.Options;
        using var session = TrainingSession.Open(request.Checkpoint, study.Network, options, images, request.Force, teacher);
        long perEpoch = images.Count / options.BatchSize, first = session.FinishedEpochs * perEpoch, last = first;
        var clock = Stopwatch.StartNew();
        driver.Watch(study.Command, options.Epochs * perEpoch, (report, stop) =>
        {
            session.Run(p =>
            {
                last = p.Step;
                string verified = p.Verified is { } v ? string.Create(CultureInfo.InvariantCulture, $" verified {v:F3}") : "";
                report(p.Step, string.Create(CultureInfo.InvariantCulture,
                    $"epoch {p.Epoch + 1}/{options.Epochs} loss {p.Loss:F3} accuracy {p.Accuracy:F3}{verified}"));
            }, stop);
            return true;
        });
        double speed = (last - first) * options.BatchSize / clock.Elapsed.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture,
            $"{request.Checkpoint}: {options.Epochs} epochs, {speed:F0} images/s; "
                + $"{TrainReport.Of(session.Graph, request.Data!.Load(Split.Test), options)}");
    }
}
