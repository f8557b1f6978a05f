using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Audit.Records.Items;
using Audit.Records.Report;
using Audit.Records.Review;
using Audit.Records.Runs;
using Audit.Tests.Records.Review;

namespace Audit.Tests.Records.Report;

/// <summary>The page by its text alone: one file, a policy that holds, names that stay text.</summary>
public partial class ReportPageTests
{
    private const string Hostile = "x\"'><img src=q onerror=alert(1)><script>alert(2)</script></style>`\u202e";

    /// <summary>Draws the same figure for all.</summary>
    private static readonly ReportPage Page = new((_, path) => File.WriteAllText(path,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><rect x=\"0\"/></svg>"), _ => { });

    [GeneratedRegex(@"<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+=""[^""<]*"")*)\s*/?>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"([a-zA-Z-]+)=""([^""<]*)""")]
    private static partial Regex Attribute();

    private static IReadOnlyList<StoredRun> Stored() => [.. Directory.GetDirectories(
        Path.Combine(Repository.Root, "tests", "Golden", "runs")).Order(StringComparer.Ordinal).Select(Run.Read)];

    private static string Render(params IReadOnlyList<StoredRun> runs) => Page.Render(runs);

    private static string Between(string page, string from, string to)
    {
        int start = page.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return page[start..page.IndexOf(to, start, StringComparison.Ordinal)];
    }

    private static string Hash(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [Fact]
    public void Page_OfEveryKindOfStoredRun_HasEverySection()
    {
        string page = Render(Stored());
        foreach (string id in (string[])["audited", "verdict", "certificates", "spoofs", "attacks", "pairs", "diagnosis",
            "figures", "pitfalls", "rerun", "settings", "glossary"])
            Assert.Contains($"<h2 id=\"{id}\">", page, StringComparison.Ordinal);
        Assert.Contains("<svg ", page, StringComparison.Ordinal);
        Assert.Contains("not run", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_AllowsThePagesOwnStyleAndScript_AndNothingElse()
    {
        string page = Render(Stored());
        string policy = Between(page, "Content-Security-Policy\" content=\"", "\"")
            .Replace("&#39;", "'", StringComparison.Ordinal);
        Assert.Equal("default-src 'none'; img-src data:; style-src " + Hash(Between(page, "<style>", "</style>"))
            + "; script-src " + Hash(Between(page, "<script>", "</script>")) + "; base-uri 'none'; form-action 'none'", policy);
        Assert.Equal(2, page.Split("<script>").Length);
        Assert.Equal(2, page.Split("<style>").Length);
    }

    [Fact]
    public void HostileNames_StayText()
    {
        Manifest manifest = ReviewSamples.Run("x", "spoof", false, 4, 0.25, []).Manifest with
        {
            How = new JsonObject
            {
                ["model"] = Hostile,
                ["command_line"] = Hostile,
                ["device"] = Hostile,
                ["warnings"] = new JsonArray(Hostile)
            },
            Versions = new JsonObject { ["audit"] = Hostile },
        };
        manifest.Question["class_names"] = new JsonArray([.. Enumerable.Range(0, 10).Select(_ => (JsonNode)Hostile)]);
        manifest.Question["data"] = Hostile;
        manifest.Question["target"] = Hostile;
        manifest.Question[Hostile] = Hostile;
        StoredRun[] runs =
        [
            new($"runs/{Hostile}", manifest, [.. Enumerable.Range(0, 4).Select(i => Samples.Spoof(i))]),
            ReviewSamples.Bounds(4, 4) with { Directory = $"runs/{Hostile}" },
            ReviewSamples.Attack(i => i == 2, 4) with { Directory = $"runs/2{Hostile}" },
        ];
        string page = Page.Render(runs, null, new LeftOut(Hostile, Hostile));
        Assert.Contains("onerror=alert(1)", page, StringComparison.Ordinal); // shown, as text
        CheckTags(page);
        Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_AreOurs_AndLoadNothing() => CheckTags(Render(Stored()));

    [Fact]
    public void Gallery_NeverShowsAnImageThatWasAlreadyWrong()
    {
        using TemporaryFolder folder = new();
        var run = SpoofRunFolder.Make(Path.Combine(folder.Path, "s"), 6);
        var wrong = run with
        {
            Records = [.. run.Of<SpoofRecord>().Select(r => r with { Label = (r.Natural.Class + 1) % 10, Spoofed = true })]
        };
        Assert.DoesNotContain("<img", Render(wrong), StringComparison.Ordinal);
        var right = run with { Records = [.. run.Of<SpoofRecord>().Select(r => r with { Spoofed = true })] };
        string page = Render(right);
        Assert.Contains("<img src=\"data:image/png;base64,", page, StringComparison.Ordinal);
        Assert.Contains("true class ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void PitfallList_AnswersEachWithAValueOrNotRun()
    {
        var runs = VictimRuns.ByModel(Stored());
        Assert.All(runs.SelectMany(model => PitfallList.Of(ReviewVerdict.Of(null, model), model)),
            pitfall => Assert.NotEmpty(pitfall.Measured));
        var nothing = PitfallList.Of(ReviewVerdict.Of(null, [ReviewSamples.Bounds(4, 4)]), [ReviewSamples.Bounds(4, 4)]);
        Assert.Contains(nothing, p => p.Verdict == Audit.Records.Diagnosis.CheckVerdict.NotRun);
    }

    /// <summary>Every markup of the body is well-formed, of known elements, without handlers, styles and addresses.</summary>
    private static void CheckTags(string page)
    {
        string body = page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("<script>", StringComparison.Ordinal)];
        string[] known = ["body", "h1", "h2", "h3", "p", "div", "strong", "nav", "ul", "li", "a", "section", "dl", "dt", "dd",
            "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "button", "input", "figure", "figcaption", "img",
            "svg", "rect", "pre"];
        var tags = Tag().Matches(body);
        Assert.Equal(body.Count(c => c == '<') - body.Split("</").Length + 1, tags.Count);
        foreach (Match tag in tags)
        {
            Assert.Contains(tag.Groups[1].Value, known);
            foreach (Match attribute in Attribute().Matches(tag.Groups[2].Value))
            {
                string name = attribute.Groups[1].Value, value = attribute.Groups[2].Value;
                Assert.False(name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name == "style", tag.Value);
                if (name is "src" or "href")
                    Assert.True(value.StartsWith("data:image/png;base64,", StringComparison.Ordinal) || value.StartsWith('#'),
                        tag.Value);
            }
        }
    }
}
