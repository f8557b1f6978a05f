using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Studies;

namespace Audit.Tests.Studies;

/// <summary>Options belong to modes: what another mode takes is refused by name, before anything is loaded.</summary>
public class ModeTests
{
    public static readonly TheoryData<string, string, string[]> Modes = new()
    {
        { "certify", "--method smoothing", ["method", "smoothing"] },
        { "certify", "--method ibp", ["method", "ibp"] },
        { "spoof", "--certifier smoothing", ["certifier", "smoothing"] },
        { "spoof", "--certifier ibp", ["certifier", "ibp"] },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void OptionOfAnotherMode_IsRefusedByName(string command, string mode, string[] choice)
    {
        StudyForm form = command == "certify" ? new CertifyForm() : new SpoofForm();
        var own = form.Modes.Single(m => m.Name.StartsWith(mode, StringComparison.Ordinal));
        var strange = form.Modes.Where(m => m != own).SelectMany(m => m.Options)
            .Where(o => !own.Takes(o.Setting.Name) && !form.Common.Any(c => c.Setting.Name == o.Setting.Name)).ToList();
        Assert.InRange(strange.Count, 3, 30);
        foreach (var offer in strange)
        {
            var given = new Given(new Dictionary<string, IReadOnlyList<string>>
            {
                [choice[0]] = [choice[1]],
                ["model"] = ["/nowhere"],
                ["data"] = ["glyphs"],
                [offer.Setting.Name] = offer.Setting.IsFlag ? [] : [offer.Setting.Words.Count > 0 ? offer.Setting.Words[0] : "1"],
            });
            string message = Assert.Throws<UsageException>(() => form.Open(given, _ => { })).Message;
            Assert.StartsWith($"--{offer.Setting.Name} is for ", message, StringComparison.Ordinal);
            Assert.Contains($"not for {own.Name}", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("certify --model {models}/mnist-kw-small-standard.safetensors --data {grey} --sigma .25 --arithmetic sound "
        + "--norm linf", "--norm is for --method ibp, fast-lin, crown-ibp, crown, alpha-crown or complete, not for --method "
        + "smoothing")]
    [InlineData("certify --model {models}/mnist-kw-small-standard.safetensors --data {grey} --method ibp --epsilon .1 --n 10 "
        + "--decide 1", "--n is for --method smoothing")]
    [InlineData("certify --model {models}/mnist-kw-small-standard.safetensors --data {grey} --method ibp --epsilon .1 "
        + "--bound-memory 64", "--bound-memory is for --method fast-lin, crown-ibp, crown, alpha-crown or complete")]
    [InlineData("certify --model {models}/mnist-kw-small-standard.safetensors --data {grey} --method fast-lin --epsilon .1 "
        + "--lower-slope one", "--lower-slope is for --method crown-ibp, crown or alpha-crown")]
    [InlineData("certify --model {models}/mnist-kw-small-standard.safetensors --data {grey} --sigma .25 --precision bfloat16 "
        + "--pairs 5", "--pairs is for --precision mixed")]
    [InlineData("attack --model {models}/mnist-kw-small-standard.safetensors --data {grey} --attack fgm --epsilon .1 --draws 4",
        "--draws is for models that draw")]
    [InlineData("attack --model {models}/mnist-kw-small-standard.safetensors --data {grey} --attack fgm --epsilon .1 "
        + "--judge-samples 100", "--judge-samples is for models that draw")]
    [InlineData("attack --model {models}/mnist-kw-small-standard.safetensors --data {grey} --attack fgm --epsilon .1 --alpha .01",
        "--alpha is for models that draw")]
    [InlineData("attack --model {models}/mnist-kw-small-standard.safetensors --data {grey} --attack fgm --epsilon .1 "
        + "--averaging logits", "--averaging is for models that draw")]
    [InlineData("attack --model {models}/mnist-kw-small-standard.safetensors --data {grey} --attack fgm --epsilon .1 --fusion "
        + "loss", "--fusion is for several --model")]
    public void OptionWithoutAMeaning_IsRefusedByName(string line, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(message, Assert.Throws<UsageException>(() => StudyLine.Open(StudyLine.Words(line, folder))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("standard", "lambda")]
    [InlineData("gaussian", "inner-steps")]
    [InlineData("gaussian", "epsilon")]
    [InlineData("trades", "beta")]
    [InlineData("ibp", "beta")]
    [InlineData("fgsm-at", "inner-steps")]
    [InlineData("mart", "temperature")]
    [InlineData("pgd-at", "teacher")]
    public void OptionOfAnotherRecipe_IsRefusedByName(string recipe, string option)
    {
        var given = new Given(new Dictionary<string, IReadOnlyList<string>>
        {
            ["recipe"] = [recipe],
            ["data"] = ["glyphs"],
            ["out"] = ["o"],
            [option] = [option switch { "beta" => "1:0", "teacher" => Path.Combine(Repository.Root, "README.md"),
            _ => "1" }]
        });
        Assert.StartsWith($"--{option} is for --recipe ", Assert.Throws<UsageException>(() => TrainForm.Open(given)).Message,
            StringComparison.Ordinal);
    }
}
