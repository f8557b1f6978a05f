using System.Text.Json;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

/// <summary>The tables made from the logs of Cohen et al. (2019) against figures computed from the same logs by other
/// code.</summary>
public class PublishedTableTests
{
    private const string Cifar = "reference/cohen2019/cifar10/resnet110";
    private const string Imagenet = "reference/cohen2019/imagenet/resnet50";

    [SharedFact(Cifar)]
    public void CifarSigma025() => Check($"{Cifar}/noise_0.25/test/sigma_0.25", 0.25, 0.25,
        [.748, .600, .428, .266, 0], .4289, 43, 83);

    [SharedFact(Cifar)]
    public void CifarSigma050() => Check($"{Cifar}/noise_0.50/test/sigma_0.50", 0.5, 0.25,
        [.652, .546, .414, .320, .234, .152, .094, .052, 0], .5375, 83, 91);

    [SharedFact(Imagenet)]
    public void ImagenetSigma050() => Check($"{Imagenet}/noise_0.50/test/sigma_0.50", 0.5, 0.5,
        [.572, .458, .372, .286, 0], .7325, null, null);

    private static void Check(
        string log, double sigma, double step, double[] certified, double acr, int? abstained, int? wrong)
    {
        IReadOnlyList<CertifyRecord> records = CohenLog.Read(SharedFolder.Find(log), sigma);
        Assert.Equal(500, records.Count);
        double[] radii = [.. certified.Select((_, i) => i * step)];
        string text = TableFormat.Render(CertifiedAccuracyTable.Of([Samples.Run("cohen", records, Samples.Manifest())], radii),
            "json");
        using JsonDocument json = JsonDocument.Parse(text);
        JsonElement row = json.RootElement[0];
        Assert.Equal(certified, radii.Select(r => row.GetProperty(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"certified_at_{r:R}")).GetDouble()));
        Assert.Equal(acr, row.GetProperty("acr").GetDouble(), 4);
        if (abstained is not null)
            Assert.Equal((abstained, wrong), (row.GetProperty("abstained").GetInt32(), row.GetProperty("wrong").GetInt32()));
        Assert.Equal(sigma * 3.811456563, row.GetProperty("ceiling").GetDouble(), 8);
    }
}
