using Audit.Models.Data;
using Audit.Models.Graphs;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>What training has done so far.</summary>
/// <param name="Epoch">Finished epochs.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Mean loss of the current epoch.</param>
/// <param name="Accuracy">Share of training images (augmented, noisy) classified correctly in the current epoch.</param>
/// <param name="LearningRate">Of the last step.</param>
public sealed record TrainProgress(int Epoch, long Step, long Steps, double Loss, double Accuracy, double LearningRate);

/// <summary>The training loop: batches, gradients, steps; stops only between epochs or where it is told to.</summary>
public sealed class Trainer(Graph graph, ImageSet data, TrainOptions options) : IDisposable
{
    private readonly Batches batches = new(data, options);
    private readonly Sgd optimizer = new(graph.Parameters, options.Momentum, options.WeightDecay);

    /// <summary>The optimiser's memory, for resuming.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> OptimizerState => optimizer.State;

    /// <summary>Trains from one epoch to the last.</summary>
    /// <param name="firstEpoch">Epochs that are already done.</param>
    /// <param name="progress">Called now and then.</param>
    /// <param name="epochDone">Called with the number of finished epochs; the place to save.</param>
    /// <param name="cancel">Ends the run between two steps; the epoch in progress is lost.</param>
    public void Run(int firstEpoch, Action<TrainProgress> progress, Action<int> epochDone, CancellationToken cancel)
    {
        var network = new TrainingNetwork(graph, options.Precision);
        long steps = (long)options.Epochs * batches.Count;
        for (int epoch = firstEpoch; epoch < options.Epochs; epoch++)
        {
            int[] order = batches.Order(epoch);
            double lossSum = 0, correct = 0;
            for (int b = 0; b < batches.Count; b++)
            {
                cancel.ThrowIfCancellationRequested();
                long step = (long)epoch * batches.Count + b;
                double rate = CosineSchedule.At(step, steps, options.LearningRate, options.WarmUp);
                var (loss, hits) = Step(network, epoch, order, b, rate);
                lossSum += loss;
                correct += hits;
                if (!double.IsFinite(loss))
                    throw new InvalidOperationException($"the loss became {loss} in epoch {epoch + 1}, step {b + 1}: lower the learning rate (now {options.LearningRate})");
                progress(new TrainProgress(epoch, step + 1, steps, lossSum / (b + 1), correct / ((b + 1.0) * options.BatchSize), rate));
            }
            epochDone(epoch + 1);
        }
    }

    private (double Loss, long Correct) Step(TrainingNetwork network, int epoch, int[] order, int batch, double rate)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = batches.Batch(epoch, order, batch);
        var logits = network.Logits(images);
        var loss = nn.functional.cross_entropy(logits, labels);
        var gradients = autograd.grad([loss], network.Parameters);
        optimizer.Step(gradients, rate);
        return (loss.ToDouble(), logits.argmax(1).eq(labels).sum().ToInt64());
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();
}
