using System.CommandLine;
using Audit.Certify;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Tables;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit certify: a certificate for each image, recorded.</summary>
public static class CertifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new SubjectOptions();
        var smoothing = new SmoothingOptionSet(defaultN: 100_000, needed: false);
        var bounds = new BoundMethodOptionSet();
        var sequential = new SequentialOptionSet();
        var precision = new PrecisionOption(mixing: true);
        var shard = Choose.With("--shard", "1/1", "Do only part i of n (1-based); join the parts with merge");
        var output = Choose.RunFolder();
        var json = Choose.Json();
        var command = new Command("certify", """
            Certifies each image: by default the smoothed classifier (Cohen et al. 2019), class and L2 radius or an abstention.
            --decide answers "certified at R?" with as few samples as each image needs.
            --method ibp, fast-lin, crown-ibp, crown or alpha-crown: certifies the network itself, by bounds on its margins over an L-infinity
            or L2 ball of --epsilon, or over the largest that --radius finds.

            Example: audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --n 10000 --skip 20 --out runs/c25
                     audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --skip 20 --decide 0.25,0.5 --out runs/d25
                     audit certify --model mnist_cnn_small.pth --data mnist:DIR --method ibp --epsilon 0.3 --arithmetic sound --out runs/ibp
                     audit certify --model models/cifar10-resnet20-sigma0.25.safetensors --data cifar10:DIR --sigma 0.25 --skip 20 --precision mixed --out runs/m25
            """) { output, shard, json };
        subject.AddTo(command);
        bounds.AddTo(command);
        smoothing.AddTo(command);
        sequential.AddTo(command);
        precision.AddTo(command);
        command.SetAction(parse =>
        {
            if (bounds.Read(parse) is { } bound)
            {
                if (smoothing.IsGiven(parse))
                    throw new UsageException("--sigma is for --method smoothing: bounds certify the network without noise");
                if (precision.Read(parse).Name is not null)
                    throw new UsageException("--precision is for --method smoothing: bounds take --arithmetic");
                return BoundRun.Certify(subject.Load(parse), bound, Shard.Parse(parse.GetRequiredValue(shard)), parse.GetRequiredValue(output), parse.GetValue(json));
            }
            var (options, batch) = smoothing.Read(parse);
            var rule = sequential.Read(parse, options);
            var arithmetic = Pairs(precision.Read(parse), options, rule);
            var part = Shard.Parse(parse.GetRequiredValue(shard));
            var loaded = subject.Load(parse, arithmetic);
            loaded.WarnOfSigma(options.Sigma);
            bool finished = Run(loaded, options, batch, part, parse.GetRequiredValue(output), rule, arithmetic.Pairs);
            Summary.Print(parse.GetRequiredValue(output), CertifiedAccuracyTable.Kind, parse.GetValue(json));
            return finished ? 0 : Errors.Interrupted;
        });
        return command;
    }

    /// <summary>Certifies the subject's images into a run folder.</summary>
    /// <returns>False where it was stopped before the end.</returns>
    public static bool Run(Subject subject, SmoothingOptions options, int batch, Shard shard, string folder, SequentialRule? rule = null, long? pairs = null)
    {
        var indexes = shard.Select(subject.Indexes);
        SmoothingOptionSet.Describe(options, subject.Question);
        if (rule is not null)
            SequentialOptionSet.Describe(rule, subject.Question);
        if (pairs is not null)
            subject.Question["pairs"] = pairs;
        var probe = SubjectProbe.Demand(subject, subject.Classifier, options.Model, subject.Precision);
        if (subject.Fast is not null)
            SubjectProbe.Demand(subject, subject.Fast, options.Model, Precision.Bfloat16);
        var manifest = Provenance.Manifest("certify", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, batch, subject.Threads, probe));
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        var recount = new Recount(subject.Classifier, subject.Rng, ProbeOptions.For(subject.Precision));
        var fast = subject.Fast is null ? null : new Recount(subject.Fast, subject.Rng.Derive("fast"), ProbeOptions.Rounded);
        Func<Tensor, int, Certificate> certify = pairs is long m ? Mixed(subject, options, batch, m, (recount, fast)) : Certifier(subject, options, batch, rule, recount, stopping.Token);
        return Recounted.Run(run, fast is null ? [recount] : [recount, fast], () => Progress.Run("certify", indexes.Count, report => Runner.Complete(run, indexes, index =>
        {
            using var scope = NewDisposeScope();
            return CertifyRecord.From(index, subject.Images.Label(index), certify(subject.Image(index), index));
        }, (done, _) => report(done, "images"), stopping.Token)));
    }

    /// <summary>The number of pairs settled and checked, where two precisions are mixed.</summary>
    private static Arithmetic Pairs(Arithmetic arithmetic, SmoothingOptions options, SequentialRule? rule)
    {
        if (arithmetic.Pairs is not long asked)
            return arithmetic;
        if (rule is not null)
            throw new UsageException("--precision mixed draws all n samples: leave out --decide, --precision-radius and --anytime");
        long pairs = asked == 0 ? Math.Max(1, options.N / 10) : asked;
        return MixedSmoothing.Validate(options, pairs) is { } problem ? throw new UsageException(problem) : arithmetic with { Pairs = pairs };
    }

    private static Func<Tensor, int, Certificate> Mixed(Subject subject, SmoothingOptions options, int batch, long pairs, (Recount? Exact, Recount? Fast) recounts)
    {
        var mixed = new MixedSmoothing(subject.Classifier, subject.Fast!, options, pairs, batch, subject.Threads, recounts);
        return (x, index) => mixed.Certify(x, index, subject.Rng);
    }

    private static Func<Tensor, int, Certificate> Certifier(Subject subject, SmoothingOptions options, int batch, SequentialRule? rule, Recount recount, CancellationToken stop)
    {
        if (rule is null)
        {
            var smoothing = new Smoothing(subject.Classifier, options, batch, subject.Threads, recount);
            return (x, index) => smoothing.Certify(x, index, subject.Rng);
        }
        var sequential = new SequentialSmoothing(subject.Classifier, options, rule, batch, subject.Threads, recount);
        // A question that is being decided is finished before stopping, so that resuming repeats the records; without one, what
        // there is at Ctrl-C is the answer.
        var anytime = rule is { Decide.Count: 0, PrecisionRadius: null } ? stop : CancellationToken.None;
        return (x, index) => sequential.Certify(x, index, subject.Rng, anytime);
    }
}
