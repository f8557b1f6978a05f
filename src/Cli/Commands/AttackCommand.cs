using System.CommandLine;
using Audit.Attacks;
using Audit.Cli.Console;
using Audit.Cli.Options;
using Audit.Models.Inference;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit attack: empirical attacks, refereed and recorded.</summary>
public static class AttackCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new SubjectOptions();
        var attacks = new AttackOptionSet();
        var victims = new VictimOptionSet();
        var block = Choose.With("--block", 50, "Images attacked together; part of the run's identity, as their rounding may depend on it");
        var shard = Choose.With("--shard", "1/1", "Do only part i of n (1-based); join the parts with merge");
        var save = Choose.With("--save", "none", "Store adversarial images as .npy files: none, found or all");
        save.AcceptOnlyFromAmong("none", "found", "all");
        var output = Choose.RunFolder();
        var json = Choose.Json();
        var command = new Command("attack", """
            Attacks a model on a data set. Every result is judged by a referee: cut to the ball and the box, measured, predicted anew.

            Example: audit attack --model models/glyphs-cnn-small-sigma0.25.safetensors --data glyphs --attack pgd --norm linf --epsilon 8/255 --max 100 --out runs/pgd
            """) { output, shard, save, block, json };
        subject.AddTo(command);
        attacks.AddTo(command);
        victims.AddTo(command);
        command.SetAction(parse =>
        {
            var (options, epsilon) = attacks.Read(parse);
            var attack = AttackCatalog.Create(options);
            if (epsilon is null && !attack.IsUnbounded && !attack.IsMinimumNorm)
                throw new UsageException($"--attack {attack.Name} needs --epsilon, the budget of a perturbation");
            var (oracle, judge, sigma) = victims.Read(parse, attack.Needs);
            if (parse.GetValue(block) is < 1 or > 10_000)
                throw new UsageException($"--block must be 1 to 10000, got {parse.GetValue(block)}");
            var part = Shard.Parse(parse.GetRequiredValue(shard));
            var loaded = subject.Load(parse);
            AttackOptionSet.Describe(options, epsilon, loaded.Question);
            var run = new AttackRun(loaded, options.Norm, epsilon, attack)
            {
                Victim = sigma is { } noise ? new NoisyClassifier(loaded.Classifier, noise, loaded.Rng.Derive("smoothing")) : loaded.Classifier,
                Oracle = oracle,
                Judge = judge,
                Block = parse.GetValue(block),
                Save = parse.GetRequiredValue(save),
            };
            VictimOptionSet.Describe(oracle, judge, sigma, Randomised.Of(run.Victim) is not null, loaded.Question);
            bool finished = run.Into(parse.GetRequiredValue(output), part);
            Summary.Print(parse.GetRequiredValue(output), AttackTable.Kind, parse.GetValue(json));
            return finished ? 0 : Errors.Interrupted;
        });
        return command;
    }
}
