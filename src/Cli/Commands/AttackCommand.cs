using System.CommandLine;
using Audit.Attacks;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Formats;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit attack: empirical attacks, refereed and recorded.</summary>
public static class AttackCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new SubjectOptions(several: true);
        var (attacks, target, victims, ensemble, gradients) =
            (new AttackOptionSet(), new TargetOption(), new VictimOptionSet(), new EnsembleOptionSet(), new GradientOptionSet());
        var certificates = Choose.Maybe<string>("--certificates", "Cross-examine a certify run: attack each certified image inside its certified region; --norm and --epsilon are then the certificates'").ExistingRun();
        var block = Choose.With("--block", 50, "Images attacked together; part of the run's identity, as their rounding may depend on it", new Limits(1, 10_000));
        var shard = Choose.With("--shard", "1/1", "Do only part i of n (1-based); join the parts with merge");
        var save = Choose.With("--save", "none", "Store adversarial images as .npy files: none, found or all");
        save.OneOf("none", "found", "all");
        var output = Choose.RunFolder();
        var json = Choose.Json();
        var command = new Command("attack", """
            Attacks a model on a data set. Every result is judged by a referee: cut to the ball and the box, measured, predicted anew.

            Example: audit attack --model models/glyphs-cnn-small-sigma0.25.safetensors --data glyphs --attack pgd --norm linf --epsilon 8/255 --max 100 --out runs/pgd
            """) { output, shard, save, block, json };
        subject.AddTo(command);
        attacks.AddTo(command);
        target.AddTo(command);
        victims.AddTo(command);
        gradients.AddTo(command);
        ensemble.AddTo(command);
        command.Add(certificates);
        command.SetAction(parse =>
        {
            var (options, epsilon) = attacks.Read(parse);
            var attack = AttackCatalog.Create(options);
            string? examined = parse.GetValue(certificates);
            if (examined is null && epsilon is null && !attack.IsUnbounded && !attack.IsMinimumNorm)
                throw new UsageException($"--attack {attack.Name} needs --epsilon, the budget of a perturbation");
            if (examined is not null && (epsilon is not null || attack.IsUnbounded))
                throw new UsageException("--certificates brings budgets of its own: leave --epsilon out, and choose an attack that keeps to a budget");
            var victim = examined is null ? null : CertifiedVictim.Read(examined);
            var (oracle, judge, sigma) = victims.Read(parse, attack.Needs, victim);
            var part = Shard.Parse(parse.GetRequiredValue(shard));
            var loaded = subject.Load(parse, victim?.Arithmetic ?? default);
            var (fusion, weights, files) = ensemble.Read(parse, 1 + loaded.Further.Count);
            var holdouts = subject.LoadOthers(parse, files, loaded);
            var transforms = gradients.Transforms(parse);
            if (examined is not null && (transforms is not null || loaded.Further.Count > 0))
                throw new UsageException($"--certificates {examined} speaks of one model as it is: leave {(transforms is not null ? "--transform" : "further --model")} out");
            OtherModel[] members = [new(loaded.ModelPath, loaded.Model, loaded.Classifier), .. loaded.Further];

            CertifiedRegions? regions = null;
            if (examined is not null)
            {
                regions = CertifiedRegions.Read(examined, loaded.Question);
                options = options with { Norm = regions.Norm };
                attack = AttackCatalog.Create(options);
                loaded.Question["certificates"] = Records.Runs.Run.Read(examined).Manifest.Key;
            }
            AttackOptionSet.Describe(options, epsilon, loaded.Question);
            EnsembleOptionSet.Describe(fusion, weights, [.. members.Select(m => m.Model.Sha256)], [.. holdouts.Select(h => h.Model.Sha256)], loaded.Question);
            gradients.Describe(parse, loaded.Question);
            IClassifier Seen(IClassifier classifier) => GradientOptionSet.Behind(classifier, transforms, sigma, loaded.Rng);
            IClassifier Fused(IEnumerable<IClassifier> models) => members.Length == 1 ? models.Single() : new FusedClassifier([.. models], fusion, weights);
            var run = new AttackRun(loaded, options.Norm, epsilon, attack)
            {
                Crafted = Fused(members.Select(m => Seen(gradients.Surrogate(parse, m.Path, m.Model, m.Classifier)))),
                Judged = Fused(members.Select(m => Seen(m.Classifier))),
                Others = members.Length == 1 && holdouts.Count == 0 ? []
                    : [.. members.Select(m => (Name(m), true, Seen(m.Classifier))), .. holdouts.Select(h => (Name(h), false, Seen(h.Classifier)))],
                Oracle = oracle,
                Judge = judge,
                Target = target.Read(parse, loaded),
                Regions = regions,
                Block = parse.GetValue(block),
                Save = parse.GetRequiredValue(save),
            };
            VictimOptionSet.Describe(oracle, judge, sigma, run.Crafted.IsRandom, loaded.Question);
            bool finished = run.Into(parse.GetRequiredValue(output), part);
            Summary.Print(parse.GetRequiredValue(output), AttackTable.Kind, parse.GetValue(json));
            return finished ? 0 : Errors.Interrupted;
        });
        return command;

        static string Name(OtherModel model) => Path.GetFileNameWithoutExtension(model.Path);
    }
}
