using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>Records and manifests made by rule, so that every test sees the same ones.</summary>
public static class Samples
{
    public static Manifest Manifest(string command = "certify", double sigma = 0.25, int? items = null) => new()
    {
        Command = command,
        Question = new JsonObject { ["sigma"] = sigma, ["n0"] = 100, ["n"] = 1000, ["alpha"] = 0.001, ["model_sha256"] = "ab12" },
        How = new JsonObject { ["threads"] = 2, ["out"] = "runs/a" },
        Items = items,
    };

    public static Votes Votes(int index, double sigma = 0.25) =>
        new(Class: index % 10, Count: 480 + index * 137 % 521, N0: 100, N: 1000, Alpha: 0.001, Noise: new GaussianL2(sigma));

    public static CertifyRecord Certify(int index, double sigma = 0.25) =>
        CertifyRecord.From(index, index % 7 == 3 ? (index + 1) % 10 : index % 10, new Certificate(Votes(index, sigma)));

    /// <summary>A sequential certificate of votes that miss the class in a fixed pattern, up to 21 % of the time.</summary>
    public static CertifyRecord Sequential(int index, double sigma = 0.25, params double[] decide)
    {
        VoteSequence votes = new(top: index % 10, n0: 100, n: 1000, alpha: 0.001, new GaussianL2(sigma),
            new() { Decide = decide });
        for (int j = 0; votes.Next((j * 619 + index * 83 + 500) % 1000 < index * 29 % 210 ? (index + 1) % 10 : index % 10); j++)
        {
        }

        return CertifyRecord.From(index, index % 7 == 3 ? (index + 1) % 10 : index % 10, new Certificate(votes.Evidence));
    }

    /// <summary>A certificate by bounds: over 0.1 where nothing was searched, else over a size of its own.</summary>
    public static BoundRecord Bound(int index, bool searched = false)
    {
        double size = searched ? index * 7 % 11 / 50.0 : 0.1;
        double margin = searched && size == 0 ? -0.25 : (index * 5 % 9 - 3) / 4.0;
        string bound = index % 3 == 0 ? "ibp" : "crown-ibp";
        int label = index % 7 == 3 ? (index + 1) % 10 : index % 10;
        return BoundRecord.From(index, label, new Certificate(new MarginEvidence(index % 10, searched && size > 0 ? 0.5 : margin,
            bound, "sound", new(Norm.Linf, size, Closed: true))),
            searched ? null : 0.1);
    }

    /// <summary>The manifest of a run by bounds.</summary>
    public static Manifest BoundManifest(bool searched = false)
    {
        JsonObject question = new()
        {
            ["method"] = "crown-ibp",
            ["norm"] = "linf",
            ["clip"] = "yes",
            ["arithmetic"] = "sound",
            ["model_sha256"] = "ab12"
        };
        if (searched)
            question["radius"] = "largest";
        else
            question["epsilon"] = 0.1;
        return new() { Command = "certify", Question = question, Items = 40 };
    }

    public static SpoofRecord Spoof(int index, double sigma = 0.25)
    {
        Votes votes = Votes(index, sigma);
        Votes spoof = votes with { Class = (index + 3) % 10, Count = 400 + index * 211 % 601 };
        return SpoofRecord.From(index, index % 10, new Certificate(votes), (index + 3) % 10, new Certificate(spoof),
            new(L1: 40, L2: 1.5 + index % 5, Linf: 0.125, Tv: 3.25, Color: 0.5, Dissim: 0),
            new($"images/{Name(index)}-clean.png", $"images/{Name(index)}-spoof.png", $"images/{Name(index)}-difference.png"));
    }

    public static StoredRun Run(string name, IEnumerable<ItemRecord> records, Manifest manifest) =>
        new($"runs/{name}", manifest, [.. records]);

    private static string Name(int index) => index.ToString("D5", CultureInfo.InvariantCulture);
}
