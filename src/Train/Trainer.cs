using Audit.Datasets;
using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>What training has done so far.</summary>
/// <param name="Epoch">Finished epochs.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Mean loss of the current epoch.</param>
/// <param name="Accuracy">Share of training images (augmented, noisy or adversarial) classified correctly in the current
/// epoch.</param>
/// <param name="Verified">Share of training images whose margins the recipe bounds above 0 in the current epoch; null where it
/// bounds none.</param>
/// <param name="LearningRate">Of the last step.</param>
public sealed record TrainProgress(int Epoch, long Step, long Steps, double Loss, double Accuracy, double? Verified,
    double LearningRate);

/// <summary>The training loop: batches, gradients, steps; stops only between epochs or where it is told to.</summary>
public sealed class Trainer(Graph graph, ImageSet data, TrainOptions options, IClassifier? teacher = null) : IDisposable
{
    private readonly Batches batches = new(data, options);
    private readonly IRecipe recipe = Recipes.Create(options, teacher);
    private readonly IOptimizer optimizer = options.Optimizer == OptimizerKind.Adam
        ? new Adam(graph.Parameters, options.WeightDecay)
        : new Sgd(graph.Parameters, options.Momentum, options.WeightDecay);

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
            var sum = new StepResult(0, 0, 0);
            for (int b = 0; b < batches.Count; b++)
            {
                cancel.ThrowIfCancellationRequested();
                long step = (long)epoch * batches.Count + b;
                double rate = LearningRate.At(step, steps, options.LearningRate, options.WarmUp, options.Hold);
                var done = Step(network, epoch, order, b, step, rate);
                if (!double.IsFinite(done.Loss))
                    throw new UsageException(
                        $"the loss became {done.Loss} in epoch {epoch + 1}, step {b + 1}: lower --learning-rate (now "
                        + $"{options.LearningRate})");
                sum = new StepResult(sum.Loss + done.Loss, sum.Correct + done.Correct, sum.Verified + done.Verified);
                double images = (b + 1.0) * options.BatchSize;
                progress(new TrainProgress(epoch, step + 1, steps, sum.Loss / (b + 1), sum.Correct / images,
                    sum.Verified / images, rate));
            }
            epochDone(epoch + 1);
        }
    }

    private readonly record struct StepResult(double Loss, long Correct, long? Verified);

    private StepResult Step(TrainingNetwork network, int epoch, int[] order, int index, long step, double rate)
    {
        using var scope = NewDisposeScope();
        var batch = batches.At(epoch, order, index);
        var result = recipe.Loss(batch, network);
        var gradients = Autograd.Gradients(result.Loss, [.. network.Parameters]);
        GradientNorm.Clip(gradients, options.ClipNorm);
        optimizer.Step(gradients, rate, step);
        return new StepResult(result.Loss.ToDouble(), result.Logits.argmax(1).eq(batch.Labels).sum().ToInt64(), result.Verified
            ?.gt(0).sum().ToInt64());
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();
}
