using System.Globalization;
using Audit.Attacks;
using Audit.Defences.Transformations;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Studies.Attacking;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>Options of attack.</summary>
public sealed class AttackForm : StudyForm
{
    private static readonly AttackOptions Start = new() { Name = "" };
    private static readonly IReadOnlyList<Setting<SubjectOptions>> SubjectSettings = SubjectOptions.Settings(several: true);

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common =>
    [
        .. Offer.Of(SubjectSettings, new()), .. Offer.Of(AttackOptions.Settings, Start), .. Offer.Of(AttackPlan.Settings, new()),
        .. Offer.Of(VictimOptions.Settings, new()),
        .. Offer.Of(CraftingOptions.Settings, new()), .. Offer.Of(EnsembleOptions.Settings, new() { Members = 2 }),
    ];

    /// <inheritdoc/>
    public override StudyWork Open(Given given, Action<string> warn)
    {
        var options = given.Read(AttackOptions.Settings, Start);
        Check(options.Validate(), $"--attack {options.Name}: ");
        var attack = AttackCatalog.Create(options);
        var plan = given.Read(AttackPlan.Settings, new());
        var crafting = given.Read(CraftingOptions.Settings, new());
        var asked = given.Read(SubjectSettings, new());
        var ensemble = given.Read(EnsembleOptions.Settings, new() { Members = asked.Models.Count });
        Check(ensemble.Validate());
        CheckBudget(options, attack, plan.Certificates);
        WarnOfEpsilon(options.Norm, options.Epsilon, warn);
        var examined = plan.Certificates is { } folder ? CertifiedVictim.Read(folder, warn) : null;
        if (examined is not null && (crafting.Transform is not null || asked.Models.Count > 1))
            throw new UsageException(
                $"--certificates {plan.Certificates} speaks of one model as it is: leave "
                + $"{(crafting.Transform is not null ? "--transform" : "further --model")} out");
        var victim = Sighted(given, attack.Needs, examined);
        WarnOfAlpha(victim.Alpha, warn);
        if (victim.Noise == ExactGaussianL2.Key && crafting.Transform is not null)
            throw new UsageException(
                $"--noise {ExactGaussianL2.Key} takes images of 8 bits, which --transform does not leave: leave one of them out");

        var loader = new SubjectLoader(asked, warn);
        var subject = loader.Load(examined?.Arithmetic);
        subject.Model.ExpectMemory(plan.Block, attack.Needs == Access.Gradients, ", a smaller --block needs less");
        subject = SubjectProbe.Warn(subject, warn);
        OtherModel[] members = [new(subject.ModelPath, subject.Model, subject.Classifier), .. subject.Further];
        var holdouts = loader.LoadOthers(ensemble.Holdouts, subject);
        var stand = loader.LoadOthers(crafting.StandIns, subject);
        IClassifier Seen(IClassifier classifier, bool exactly = true) => Behind(classifier, crafting, victim, subject, exactly);
        IClassifier Fused(IEnumerable<IClassifier> models) =>
            members.Length == 1 ? models.Single() : new FusedClassifier([.. models], ensemble.Fusion, ensemble.Weights);
        // Noise on a grid takes images of 8 bits alone, which an attack on its way does not have: it climbs the same noise off
        // the grid.
        var crafted = Fused(members.Select(m => Seen(Behind(crafting.Crafted(m), stand), exactly: false)));
        victim = victim with
        {
            IsRandom = crafted.IsRandom,
            DrawsItself = members.Any(m => m.Classifier is SelfDrawing),
            AttackDraws = crafted.IsRandom && options.Version == AutoVersion.Rand.Name ? AutoVersion.RandDraws : null,
        };
        if (options.Version == AutoVersion.Rand.Name && !crafted.IsRandom)
            warn("--version rand is for models that draw; this one draws nothing: standard is stronger");
        if (crafted.IsRandom && options.Name == "auto" && options.Version is null && victim.Oracle(attack.Needs).Draws == 1)
            warn("the model draws, and each gradient sees one draw: --version rand, or --draws, averages over several");
        if (examined is not null && given.Has("norm") && options.Norm != examined.Norm)
            throw new UsageException(
                $"--norm: the certificates of {plan.Certificates} are about {examined.Norm.ToString().ToLowerInvariant()} "
                + $"balls; leave --norm out");
        if (examined is not null)
            options = options with { Norm = examined.Norm };
        var study = new AttackStudy(subject.Question, options)
        {
            Certificates = examined?.Run.Manifest.Key,
            Ensemble = ensemble,
            Members = [.. members.Select(m => m.Model.Sha256)],
            Holdouts = [.. holdouts.Select(h => h.Model.Sha256)],
            StandIns = [.. stand.Select(s => s.Model.Sha256)],
            Crafting = crafting,
            Victim = victim,
            Plan = plan,
        };
        var regions = examined?.Regions(Victim.Of(study.Question()), subject.Images);
        given.Check(VictimOptions.Settings, victim);
        return new AttackWork(study, subject, AttackCatalog.Create(options))
        {
            Crafted = crafted,
            Judged = Fused(members.Select(m => Seen(m.Classifier))),
            Others = members.Length == 1 && holdouts.Count == 0 ? []
                : [.. members.Select(m => (m.Name, true, Seen(m.Classifier))),
                .. holdouts.Select(h => (h.Name, false, Seen(h.Classifier)))],
            Target = TargetChoice.Of(plan.Target, subject.Classifier.Classes, subject.Rng),
            Regions = regions,
        };
    }

    private static void CheckBudget(AttackOptions options, IAttack attack, string? certificates)
    {
        if (certificates is null && options.Epsilon is null && !attack.IsUnbounded && !attack.IsMinimumNorm)
            throw new UsageException($"--attack {attack.Name} needs --epsilon, the budget of a perturbation");
        if (certificates is not null && (options.Epsilon is not null || attack.IsUnbounded))
            throw new UsageException(
                "--certificates brings budgets of its own: leave --epsilon out, and choose an attack that keeps to a budget");
    }

    /// <summary>What the attack sees of the victim; of certificates, the one that they speak of.</summary>
    private static VictimOptions Sighted(Given given, Access needs, CertifiedVictim? examined)
    {
        var options = given.Read(VictimOptions.Settings, new());
        if (examined is not null)
        {
            if (options.Sigma is { } sigma && sigma != examined.Sigma)
            {
                string certified = examined.Sigma is { } its
                    ? FormattableString.Invariant($"the classifier smoothed with sigma {its}") : "the network itself";
                throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                    $"--sigma {sigma}: the certificates are of {certified}; leave --sigma out"));
            }
            if (options.Noise is { } noise && noise != (examined.Noise ?? NoiseModels.Default))
                throw new UsageException(
                    $"--noise {noise}: the certificates are of {examined.Noise ?? NoiseModels.Default} noise; leave --noise out");
            options = options with { Sigma = examined.Sigma, Noise = examined.Noise };
        }
        Check(options.Validate(needs));
        return options with { Access = options.Access ?? needs };
    }

    /// <summary>Predictions of a model with the gradients of its stand-ins, where there are any.</summary>
    private static IClassifier Behind(IClassifier model, IReadOnlyList<OtherModel> stand) => stand.Count == 0 ? model
        : new StandIn(model, stand.Count == 1 ? stand[0].Classifier
            : new FusedClassifier([.. stand.Select(s => s.Classifier)], Fusion.Logits, null));

    /// <summary>What the picture meets first on its way: noise of smoothing, then the transformations nearer to the
    /// picture.</summary>
    private static IClassifier Behind(IClassifier classifier, CraftingOptions crafting, VictimOptions victim, Subject subject,
        bool exactly)
    {
        if (victim.Sigma is { } sigma)
        {
            var noise = NoiseSamplers.Of(NoiseModels.Of(victim.Noise, sigma));
            classifier = new NoisyClassifier(classifier, exactly ? noise : noise.Continuous, subject.Rng.Derive("smoothing"));
        }
        return crafting.Transform is { } transforms ? new TransformedClassifier(classifier, transforms,
            subject.Rng.Derive("transforms")) : classifier;
    }
}
