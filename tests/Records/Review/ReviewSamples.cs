using System.Text.Json.Nodes;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Tests.Records.Review;

/// <summary>Runs about one network and ten classes, by rule.</summary>
internal static class ReviewSamples
{
    public const double Epsilon = 0.1;

    /// <summary>Certificates over L-infinity 0.1: of the first images for their label, of the others none.</summary>
    public static StoredRun Bounds(int certified, int images = 400, bool whole = false, int? items = null, string name = "ibp",
        double epsilon = Epsilon, Func<int, int>? classOf = null, Func<int, int>? labelOf = null) =>
        Run(name, "certify", whole, items ?? images, null, Enumerable.Range(0, images).Select(i =>
        {
            int label = labelOf?.Invoke(i) ?? i % 10;
            return (ItemRecord)BoundRecord.From(i, label, new Certificate(new MarginEvidence(classOf?.Invoke(i) ?? label,
                i < certified ? 1 : -1, "ibp", "sound", new(Norm.Linf, epsilon, Closed: true))), epsilon);
        }));

    /// <summary>An attack within L-infinity 0.1 that breaks some of the images.</summary>
    public static StoredRun Attack(Func<int, bool> broken, int images = 400, bool whole = false, string name = "pgd",
        double epsilon = Epsilon, double? linf = null, double? sigma = null, Func<int, int?>? found = null) =>
        Run(name, "attack", whole, images, sigma, Enumerable.Range(0, images).Select(i => (ItemRecord)Tried(i,
            found is not null ? found(i) : broken(i) ? (i + 1) % 10 : i % 10, epsilon, linf ?? epsilon)));

    /// <summary>Votes that certify every image at sigma 0.25 and some radius near 0.6.</summary>
    public static StoredRun Votes(int images, double alpha = 0.001, bool whole = false) =>
        Run("votes", "certify", whole, images, 0.25, Enumerable.Range(0, images).Select(i => (ItemRecord)CertifyRecord.From(i,
            i % 10, new Certificate(new Votes(i % 10, 1000, 100, 1000, alpha, new GaussianL2(0.25))))), ("alpha", alpha));

    public static StoredRun Run(string name, string command, bool whole, int items, double? sigma,
        IEnumerable<ItemRecord> records, params (string Key, JsonNode Value)[] more)
    {
        JsonObject question = new()
        {
            ["model_sha256"] = "ab12",
            ["data"] = "mnist",
            ["data_sha256"] = "cd34",
            ["skip"] = whole ? 1.0 : 2.0,
            ["max"] = whole ? -1.0 : 1000.0,
        };
        if (sigma is { } value)
            question["sigma"] = value;
        foreach (var (key, node) in more)
            question[key] = node;
        return new($"runs/{name}", new Manifest { Command = command, Question = question, Items = items }, [.. records]);
    }

    private static AttackRecord Tried(int index, int? adversarial, double epsilon, double linf)
    {
        int label = index % 10;
        return new()
        {
            Index = index,
            Label = label,
            Attack = "pgd",
            Norm = Norm.Linf,
            Epsilon = epsilon,
            Clean = label,
            Adversarial = adversarial,
            Attacked = true,
            Success = adversarial is int a && a != label,
            Robust = adversarial == label,
            L0 = 100,
            L1 = 10 * linf,
            L2 = 5 * linf,
            Linf = linf,
            Queries = 1,
            GradientPasses = 10,
        };
    }
}
