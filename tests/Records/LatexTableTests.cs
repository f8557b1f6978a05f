using System.Diagnostics;
using Audit.Inputs;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class LatexTableTests
{
    private const string Hostile = "[a] \\input{x} ^_~%$#&{} <|>\" \u4e2d\u03c3\u221e \u00e9\u0142 --x";

    [Theory]
    [InlineData("L2 radius at sigma 0.25", "$\\ell_2$ radius at $\\sigma$ 0.25")]
    [InlineData("N votes, n0 and NaN", "$N$ votes, $n_0$ and NaN")]
    [InlineData("r = 0.25", "$r = 0.25$")]
    [InlineData("95 % of [0,1]", "95\\,\\% of $[0,1]$")]
    [InlineData("L-infinity, Linf", "$\\ell_\\infty$, $\\ell_\\infty$")]
    public void Prose_SymbolsBecomeMathematics(string text, string expected) => Assert.Equal(expected, LatexText.Prose(text));

    [Theory]
    [InlineData("-", "--")]
    [InlineData("-0.05", "$-0.05$")]
    [InlineData("1.250E-005", "$1.250 \\times 10^{-5}$")]
    [InlineData("8/255", "8/255")]
    public void Number_HasATrueMinusAndPowersOfTen(string text, string expected) =>
        Assert.Equal(expected, LatexText.Number(text));

    [Fact]
    public void Render_RowsThatAgree_StandBelowAndTheKeyInAComment()
    {
        string text = Render(CertifiedAccuracyTable.Of(Runs(), [0, 0.25]));
        Assert.Contains("Throughout: $n_0 = 100$, $N = 1000$, $\\alpha = 0.001$", text, StringComparison.Ordinal);
        Assert.Contains("% certify-0.25: key ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("& key &", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_CaptionAndLabel_AreTheReaders()
    {
        string text = Render(CertifiedAccuracyTable.Of(Runs(), [0]),
            new() { Caption = "Radii, \\emph{all}.", Label = "tab:all" });
        Assert.Contains("\\caption{Radii, \\emph{all}.}\n  \\label{tab:all}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Width_AboveAColumn_SpansThePage() => Assert.Contains("\\begin{table*}",
        Render(CertifiedAccuracyTable.Of(Runs(), [0]), new() { Width = PrintLength.Parse("6.75in")! }), StringComparison.Ordinal);

    [Fact]
    public void Render_Intervals_StandWhereTheyAreAsked()
    {
        Table table = CertifiedAccuracyTable.Of(Runs(), [0]).Only(["run", "certified_at_0"]);
        Assert.Contains("0.7200 {\\fontsize{6}{7}\\selectfont [0.5751, 0.8377]}",
            Render(table, new() { Intervals = IntervalPlace.Beside }), StringComparison.Ordinal);
        Assert.Contains("0.7200 \\\\\n     & {\\fontsize{6}{7}\\selectfont [0.5751, 0.8377]} \\\\", Render(table),
            StringComparison.Ordinal);
        string none = Render(table, new() { Intervals = IntervalPlace.None });
        Assert.DoesNotContain("0.5751", none, StringComparison.Ordinal);
        Assert.Contains("Intervals are left out here.", none, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_UnknownName_IsNamedWithThoseThatThereAre() => Assert.Contains(
        "--columns: there is no column 'acc' here; the table has run, key, images,", Assert.Throws<UsageException>(() =>
            Render(CertifiedAccuracyTable.Of(Runs(), [0]), new() { Columns = ["run", "acc"] })).Message,
        StringComparison.Ordinal);

    [LatexFact, Trait("Category", "Long")]
    public void Render_EveryTable_CompilesAndFitsOneColumn()
    {
        foreach (int count in (int[])[1, 2, 7])
        {
            StoredRun[] spoofs = [.. Enumerable.Range(0, count).Select(k =>
                Samples.Run($"spoof-long-name-{k}", Enumerable.Range(0, 12).Select(i => Samples.Spoof(i)), Samples.Manifest()))];
            StoredRun[] runs = [.. Enumerable.Range(0, count).Select(k =>
                Runs()[k % 2] with { Name = k == 0 ? Hostile : $"run{k}" })];
            StoredRun[] bounds = [.. Enumerable.Range(0, count).Select(k => Samples.Run($"bounds_{k}_of_a_very_long_name_indeed",
                Enumerable.Range(0, 40).Select(i => Samples.Bound(i, k % 2 == 0)), Samples.BoundManifest(k % 2 == 0)))];
            Compiles(SpoofedRadiusTable.Of(spoofs));
            Compiles(SpoofOutcomesTable.Of(spoofs, new()));
            Compiles(CertifiedAccuracyTable.Of(runs));
            Compiles(CertifiedAccuracyTable.Of(runs), new() { Intervals = IntervalPlace.Beside });
            Compiles(DatasetTable.Of(runs));
            Compiles(VerifiedTable.Of(bounds));
        }
    }

    private static string Render(Table table, TableLook? look = null) =>
        TableFormat.Render(table, (look ?? new()) with { Format = "latex" });

    private static StoredRun[] Runs() =>
    [
        Samples.Run("certify-0.25", Enumerable.Range(0, 50).Select(i => Samples.Certify(i)), Samples.Manifest()),
        Samples.Run("certify-0.50", Enumerable.Range(0, 30).Select(i => Samples.Certify(i, 0.5)), Samples.Manifest(items: 40)),
    ];

    /// <summary>pdflatex ends well, and no line of the table is wider than a column of 3.25 inches.</summary>
    private static void Compiles(Table table, TableLook? look = null)
    {
        using TemporaryFolder folder = new();
        string source = Render(table, look);
        File.WriteAllText(folder.At("a.tex"), $$"""
            \documentclass[10pt]{article}
            \usepackage[paperwidth=3.75in,paperheight=20in,textwidth=3.25in,textheight=19in]{geometry}
            \usepackage{booktabs,array}
            \begin{document}
            {{source}}
            \end{document}
            """);
        using Process tex = Process.Start(new ProcessStartInfo("pdflatex",
            ["-interaction=nonstopmode", "-halt-on-error", "a.tex"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        })!;
        string log = tex.StandardOutput.ReadToEnd();
        tex.WaitForExit();
        Assert.True(tex.ExitCode == 0, log + source);
        Assert.False(log.Contains("Overfull \\hbox", StringComparison.Ordinal), log + source);
        Assert.False(log.Contains("float is too large", StringComparison.OrdinalIgnoreCase), log + source);
    }
}
