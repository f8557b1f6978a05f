using System.Globalization;
using Audit.Records.Images;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>Clean and spoofed images with their true class, the certified ones, and the difference. Images that were already
/// wrong show nothing that was done to them: they are counted, and left out.</summary>
internal static class SpoofGallery
{
    private const int Most = 24;

    /// <param name="page">Where it is written.</param>
    /// <param name="run">A spoof run.</param>
    /// <param name="warn">Told what could not be shown.</param>
    public static void Write(Html page, StoredRun run, Action<string> warn)
    {
        var spoofs = run.Spoofs();
        ISpoof[] shown = [.. spoofs.Where(r => r is { Spoofed: true, AlreadyWrong: false, Images: not null })
            .OrderByDescending(r => r.Stronger && r.NaturalSide.IsCertified).ThenBy(r => r.Index)];
        page.Element("h3", $"Spoofs of {RunCells.Name(run)}");
        page.Element("p", string.Create(CultureInfo.InvariantCulture,
            $"{spoofs.Count(r => r is { Spoofed: true, AlreadyWrong: false })} of {spoofs.Count} images were spoofed; "
            + $"{Math.Min(Most, shown.Length)} are shown, the strongest kinds first. Certified for a wrong class, but already "
            + $"misclassified as they were: {spoofs.Count(r => r is { Spoofed: true, AlreadyWrong: true })}."),
            ("class", "soft"));
        if (shown.Length == 0)
            return;
        var names = LabelNames.Of([run]);
        page.Open("div", ("class", "gallery"));
        foreach (var spoof in shown.Take(Most))
            Figure(page, run, spoof, names, warn);
        page.Close();
    }

    private static void Figure(Html page, StoredRun run, ISpoof spoof, LabelNames names, Action<string> warn)
    {
        string[] pictures;
        try
        {
            pictures = [.. new[] { spoof.Images!.Clean, spoof.Images.Spoofed, spoof.Images.Difference }
                .Select(name => $"data:image/png;base64,{Convert.ToBase64String(StoredPicture.Read(run, name))}")];
        }
        catch (RecordFormatException e)
        {
            warn(e.Message);
            return;
        }
        string truth = names[spoof.Label], certified = names[spoof.SpoofSide.Class];
        string[] heads = ["clean", "spoofed", "difference x 4"];
        string[] alts = [$"clean image of {truth}", $"image certified as {certified}", "difference, amplified"];
        page.Open("figure").Open("div", ("class", "three"));
        for (int k = 0; k < pictures.Length; k++)
            page.Open("div").Void("img", ("src", pictures[k]), ("alt", alts[k])).Element("span", heads[k]).Close();
        page.Close().Open("figcaption").Text(string.Create(CultureInfo.InvariantCulture,
            $"Image {spoof.Index}: true class ")).Element("strong", truth).Text(string.Create(CultureInfo.InvariantCulture,
            $"; as it is {Side(spoof, spoof.NaturalSide, names)}; spoofed {Side(spoof, spoof.SpoofSide, names)}"
            + $"{(spoof.Stronger ? ", at least as strong" : "")}. L2 {spoof.L2:0.00}, L-infinity {spoof.Linf:0.00}."))
            .Close().Close();
    }

    private static string Side(ISpoof spoof, SpoofSide side, LabelNames names) => side.IsCertified
        ? string.Create(CultureInfo.InvariantCulture,
            $"certified as {names[side.Class]} ({(spoof.Setting.Votes is null ? "margin" : "radius")} {side.Strength:0.000})")
        : $"not certified (leading class {names[side.Class]})";
}
