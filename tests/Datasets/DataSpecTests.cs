using Audit.Datasets;
using Audit.Formats;
using Audit.Inputs;

namespace Audit.Tests.Datasets;

public class DataSpecTests
{
    [Theory]
    [InlineData("cifar10:/data/cifar", "cifar10", "/data/cifar")]
    [InlineData("cifar10:C:\\data", "cifar10", "C:\\data")]
    [InlineData("mnist:.", "mnist", ".")]
    [InlineData("glyphs", "glyphs", "")]
    [InlineData("glyphs:7", "glyphs", "7")]
    public void Parse_Known_SplitsAtTheFirstColon(string text, string scheme, string argument)
    {
        DataSpec spec = DataSpec.Parse(text);
        Assert.Equal((scheme, argument, text), (spec.Scheme, spec.Argument, spec.ToString()));
    }

    [Theory]
    [InlineData("cifar:x",
        "--data 'cifar:x': did you mean cifar10? expected cifar10:DIR, cifar100:DIR, mnist:DIR, glyphs[:SEED], "
        + "imagefolder:DIR[,resize=N,crop=N], npz:FILE, csv:FILE[,layout=hwc|chw]")]
    [InlineData("", "--data '': expected cifar10:DIR, cifar100:DIR, mnist:DIR, glyphs[:SEED], "
        + "imagefolder:DIR[,resize=N,crop=N], npz:FILE, csv:FILE[,layout=hwc|chw]")]
    [InlineData("cifar10", "--data 'cifar10': the folder is missing; expected cifar10:DIR")]
    [InlineData("mnist:", "--data 'mnist:': the folder is missing; expected mnist:DIR")]
    [InlineData("npz:", "--data 'npz:': the file is missing; expected npz:FILE")]
    [InlineData("csv:a.csv,layout=x",
        "--data 'csv:a.csv,layout=x': the layout must be hwc or chw, got 'x'; expected csv:FILE[,layout=hwc|chw]")]
    [InlineData("imagefolder:a,crop=1",
        "--data 'imagefolder:a,crop=1': 'crop=1' must be resize=N or crop=N with N from 8 to 4096; expected "
        + "imagefolder:DIR[,resize=N,crop=N]")]
    [InlineData("imagefolder:a,resize=64,crop=65",
        "--data 'imagefolder:a,resize=64,crop=65': crop must be at most resize, got 65 and 64; expected "
        + "imagefolder:DIR[,resize=N,crop=N]")]
    [InlineData("glyphs:-1", "--data 'glyphs:-1': the seed must be 0 to 18446744073709551615, got '-1'; expected glyphs[:SEED]")]
    public void Parse_Wrong_SaysWhatIsKnown(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => DataSpec.Parse(text)).Message);

    [Fact]
    public void Load_MissingFolder_NamesIt()
    {
        DataSpec spec = DataSpec.Parse("cifar10:/no/such/folder");
        DataFormatException error = Assert.Throws<DataFormatException>(() => spec.Load(Split.Test));
        Assert.Equal("/no/such/folder: no such folder.", error.Message);
    }

    [Fact]
    public void Load_FileInsteadOfFolder_SaysSo()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", []);
        DataFormatException error = Assert.Throws<DataFormatException>(() => DataSpec.Parse($"mnist:{path}").Load(Split.Test));
        Assert.Equal($"{path}: is a file, expected a folder.", error.Message);
    }
}
