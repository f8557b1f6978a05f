namespace Audit.Tests.EndToEnd;

/// <summary>Whatever is wrong with the input: one clear line, a non-zero status, and nothing left behind.</summary>
public class BadInputTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    public static readonly TheoryData<string, string[]> Cases = new()
    {
        { "--model '/nowhere/m.safetensors': there is no such model file",
            ["certify", "--model", "/nowhere/m.safetensors", "--data", "glyphs", "--sigma", "0.25"] },
        { "--data 'cifar11:x': did you mean cifar10", ["certify", "--model", Model, "--data", "cifar11:x", "--sigma", "0.25"] },
        { "/nowhere", ["certify", "--model", Model, "--data", "cifar10:/nowhere", "--sigma", "0.25"] },
        { "smallest n that can is 10", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--n", "9"] },
        { "radius 2 can never be certified", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--decide",
            "0.25,2"] },
        { "--decide must be numbers of at least 0 with commas between them, got '0.25;2'",
            ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--decide", "0.25;2"] },
        { "leave out --decide", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--decide", "0.25",
            "--anytime"] },
        { "--sigma must be a number from 1E-06 to 1000000 (pixel units of [0,1]), got '-1'",
            ["certify", "--model", Model, "--data", "glyphs", "--sigma", "-1"] },
        { "--skip must be a whole number of at least 1, got '0'",
            ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--skip", "0"] },
        { "leave out --skip and --max", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--images", "1,2",
            "--skip", "2"] },
        { "got '7-3'", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--images", "1,7-3"] },
        { "images, numbered from 0; got 5-99999999", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25",
            "--images", "5-99999999"] },
        { "float16 is for CUDA devices", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--device", "cpu",
            "--precision", "float16"] },
        { "--batch must be auto or a whole number of at least 1, got 'many'",
            ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--batch", "many"] },
        { "shard", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--shard", "3/2"] },
        { "device", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--device", "tpu"] },
        { "--channels must be one of 1, 3; got '2'", ["spoof", "--model", Model, "--data", "glyphs", "--sigma", "0.25",
            "--channels", "2"] },
        { "--targets must be all, a whole number of at least 1 (the strongest), class:C, next, ",
            ["spoof", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--targets", "0"] },
        { "--sigma is needed: Standard deviation of the noise", ["spoof", "--model", Model, "--data", "glyphs"] },
        { "--epsilon is needed: Radius of the ball that bounds certify",
            ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "ibp"] },
        { "--epsilon must be a number above 0 and at most 1000000",
            ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "ibp", "--epsilon", "8/0"] },
        { "--sigma is for --certifier smoothing, not for --certifier ibp, fast-lin, crown-ibp,",
            ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "crown-ibp", "--epsilon", "0.1", "--sigma", "0.25"] },
        { "--copies is for --certifier smoothing, not for --certifier ibp, fast-lin, crown-ibp,",
            ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "ibp", "--epsilon", "0.1", "--copies", "5"] },
        { "--precision is for --certifier smoothing, not for --certifier ibp, fast-lin, crown-ibp,",
            ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "ibp", "--epsilon", "0.1", "--precision",
            "bfloat16"] },
        { "--epsilon is for --certifier ibp, fast-lin, crown-ibp, crown or alpha-crown, not for --certifier",
            ["spoof", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--epsilon", "0.1"] },
        { "--lambda-norm must be a number from 0 to 1000000, got '-1'",
            ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "ibp", "--epsilon", "0.1", "--lambda-norm", "-1"] },
        { "architecture", ["train", "--data", "glyphs", "--arch", "nonesuch"] },
        { "--epsilon is needed: Radius of the L-infinity ball", ["train", "--data", "glyphs", "--recipe", "pgd-at"] },
        { "--epsilon must be a number above 0 and at most 1 such as 0.1 or 8/255, got '8/0'",
            ["train", "--data", "glyphs", "--recipe", "ibp", "--epsilon", "8/0"] },
        { "--kappa is for --recipe ibp, crown-ibp: leave it out",
            ["train", "--data", "glyphs", "--recipe", "trades", "--epsilon", "0.1", "--kappa", "1:0"] },
        { "--kappa must be START:END, such as 1:0.5, got '1'",
            ["train", "--data", "glyphs", "--recipe", "ibp", "--epsilon", "0.1", "--kappa", "1"] },
        { "--teacher is needed: Model that distillation learns from", ["train", "--data", "glyphs", "--recipe", "distillation"] },
        { "--learning-rate must be a number above 0 and at most 1000000, got '0'",
            ["train", "--data", "glyphs", "--learning-rate", "0"] },
        { "unknown option '--lambda': did you mean --lambda-tv? (see audit spoof --help)",
            ["spoof", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--lambda"] },
        { "--sigma must be a number from 1E-06 to 1000000 (pixel units of [0,1]), got 'abc' (see audit certify --help)",
            ["certify", "--model", Model, "--data", "glyphs", "--sigma", "abc"] },
        { "--sigma is needed: Standard deviation of the noise", ["certify", "--model", Model, "--data", "glyphs"] },
        { "needs either --epsilon or --radius", ["certify", "--model", Model, "--data", "glyphs", "--method", "ibp"] },
        { "--radius searches the largest size: leave out --epsilon",
            ["certify", "--model", Model, "--data", "glyphs", "--method", "ibp", "--epsilon", "0.1", "--radius"] },
        { "--epsilon must be a number above 0 and at most 1000000 such as 0.1 or 8/255, got 'many'",
            ["certify", "--model", Model, "--data", "glyphs", "--method", "crown", "--epsilon", "many"] },
        { "--epsilon is for --method ibp, fast-lin, crown-ibp, crown, alpha-crown or complete, not for --method smoothing",
            ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--epsilon", "0.1"] },
        { "--sigma is for --method smoothing", ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--method",
            "ibp", "--epsilon", "0.1"] },
        { "--alpha-steps is for --method alpha-crown", ["certify", "--model", Model, "--data", "glyphs", "--method", "ibp",
            "--epsilon", "0.1", "--alpha-steps", "3"] },
        { "--lower-slope is for --method crown-ibp, crown or alpha-crown: leave it out",
            ["certify", "--model", Model, "--data", "glyphs", "--method", "ibp", "--epsilon", "0.1", "--lower-slope", "zero"] },
        { "needs the layers of the network", ["certify", "--model", Model, "--data", "glyphs", "--method", "ibp", "--epsilon",
            "0.1", "--defence", "bits:3"] },
        { "there is no such run folder", ["table", "/nowhere", "--kind", "certified-accuracy"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void OneLineAndNothingLeftBehind(string expected, string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string target = folder.At("out");
        string[] output = arguments[0] == "table" ? [] : ["--out", target];
        var (status, text, error) = AuditProcess.Run([.. arguments, .. output]);
        Assert.Equal(2, status);
        Assert.Empty(text);
        string line = Assert.Single(error.Trim().Split('\n'), l => !l.StartsWith("warning:", StringComparison.Ordinal));
        Assert.StartsWith("audit: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.False(Path.Exists(target));
    }

    [Fact]
    public void FileOfGarbage_OneLineWithItsPath()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("m.safetensors", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var (status, _, error) = AuditProcess.Run("certify", "--model", path, "--data", "glyphs", "--sigma", "0.25", "--out",
            folder.At("run"));
        Assert.Equal(2, status);
        Assert.Contains(path, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void SigmaOfAnotherModel_IsWarnedOf()
    {
        using var folder = new TemporaryFolder();
        var (status, _, error) = AuditProcess.Run("certify", "--model", Model, "--data", "glyphs", "--sigma", "0.5", "--n", "100",
            "--max", "1", "--out", folder.At("run"));
        Assert.Equal(0, status);
        Assert.Contains("warning:", error, StringComparison.Ordinal);
        Assert.Contains("trained with sigma 0.25", error, StringComparison.Ordinal);
    }
}
