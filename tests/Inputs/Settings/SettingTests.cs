using System.Text.Json.Nodes;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Tests.Inputs.Settings.Pie>;

namespace Audit.Tests.Inputs.Settings;

/// <summary>Options of nothing in particular.</summary>
public sealed record Pie
{
    public double Size { get; init; } = 0.5;

    public int? Slices { get; init; }

    public string Crust { get; init; } = "short";

    public bool Cold { get; init; }

    public IReadOnlyList<double> Times { get; init; } = [];

    public Pie? Small { get; init; }

    public static IReadOnlyList<Setting<Pie>> Settings { get; } =
    [
        Declare.Real("size", "Its size", o => o.Size, (o, v) => o with { Size = v }, new Limits(0.25, 2)),
        Declare.Whole("slices", "Its slices", o => o.Slices, (o, v) => o with { Slices = v },
            Limits.Counted) with { IsNeeded = true, For = new(o => !o.Cold, "warm pies") },
        Declare.Word("crust-kind", "Its crust", o => o.Crust, (o, v) => o with { Crust = v }, ("s", "short"), ("p", "puff")),
        Declare.Flag("cold", "Cold", o => o.Cold, o => o with { Cold = true }) with { Key = "warm", Stored = o => !o.Cold },
        Declare.Reals("times", "Its times", o => o.Times, (o, v) => o with { Times = v }, Limits.Positive, "numbers above 0"),
        Declare.Part("kind", _ => "pie"),
    ];
}

public class SettingTests
{
    private static Given Given(params (string Name, string[] Words)[] options) =>
        new(options.ToDictionary(o => o.Name, o => (IReadOnlyList<string>)o.Words));

    [Fact]
    public void Read_AppliesWhatWasGiven_AndDescribeStoresIt()
    {
        var pie = Given(("size", ["3/2"]), ("slices", ["8"]), ("crust-kind", ["p"]), ("times", ["1,2", "0.5"]))
            .Read(Pie.Settings, new());
        Assert.Equal((1.5, 8, "puff", false), (pie.Size, pie.Slices, pie.Crust, pie.Cold));
        Assert.Equal([1, 2, 0.5], pie.Times);
        var question = new JsonObject();
        Pie.Settings.Describe(pie, question);
        Assert.Equal("""{"size":1.5,"slices":8,"crust_kind":"p","warm":true,"times":[1,2,0.5],"kind":"pie"}""",
            question.ToJsonString());
    }

    [Fact]
    public void Describe_WhatIsNotGivenOrHasNoMeaning_IsLeftOut()
    {
        var question = new JsonObject();
        Pie.Settings.Describe(new Pie { Slices = 4, Cold = true }, question);
        Assert.Equal("""{"size":0.5,"crust_kind":"s","warm":false,"kind":"pie"}""", question.ToJsonString());
    }

    [Theory]
    [InlineData("size", "2.5", "--size must be a number from 0.25 to 2, got '2.5'")]
    [InlineData("size", "0,5", "--size must be a number from 0.25 to 2, got '0,5'")]
    [InlineData("slices", "0", "--slices must be a whole number of at least 1, got '0'")]
    [InlineData("slices", "1.5", "--slices must be a whole number of at least 1, got '1.5'")]
    [InlineData("slices", "4294967297", "--slices must be a whole number of at least 1, got '4294967297'")]
    [InlineData("crust-kind", "x", "--crust-kind must be one of s, p; got 'x'")]
    [InlineData("times", "1,0", "--times must be numbers above 0 with commas between them, got '0'")]
    [InlineData("times", "1,,2", "--times must be numbers above 0 with commas between them, got ''")]
    public void Read_WrongWords_AreNamed(string name, string word, string message)
    {
        Assert.Equal(message, Pie.Settings.Single(s => s.Name == name).Misread([word]));
        Assert.Equal(message, Assert.Throws<UsageException>(() => Given((name, [word])).Read(Pie.Settings, new())).Message);
    }

    [Fact]
    public void Problems_ValuesSetByCode_AreHeldToTheSameRanges()
    {
        Assert.Equal(["size must be a number from 0.25 to 2, got 3", "slices must be a whole number of at least 1, got 0"],
            Pie.Settings.Problems(new Pie { Size = 3, Slices = 0 }));
        Assert.Equal(["size must be a number from 0.25 to 2, got NaN"],
            Pie.Settings.Problems(new Pie { Size = double.NaN, Slices = 0, Cold = true }));
    }

    [Fact]
    public void Check_WhatIsNeededOrHasNoMeaning_IsNamed()
    {
        Assert.Equal("--slices is needed: Its slices", Assert.Throws<UsageException>(() => Given(("size", ["1"]))
            .Read(Pie.Settings, new())).Message);
        Assert.Equal("--slices is for warm pies: leave it out",
            Assert.Throws<UsageException>(() => Given(("cold", []), ("slices", ["3"])).Read(Pie.Settings, new())).Message);
        Assert.True(Given(("cold", [])).Read(Pie.Settings, new()).Cold);
    }

    [Fact]
    public void Within_SettingsOfAPart_ReadAndStoreThere()
    {
        var settings = Pie.Settings.Where(s => s.Name is "size" or "cold").Within<Pie,
            Pie>(o => o.Small, (o, v) => o with { Small = v }).ToList();
        var pie = Given(("size", ["2"]), ("cold", [])).Read(settings, new Pie { Small = new() });
        Assert.Equal((0.5, 2.0, true), (pie.Size, pie.Small!.Size, pie.Small.Cold));
        var question = new JsonObject();
        settings.Describe(pie, question);
        Assert.Equal("""{"size":2,"warm":false}""", question.ToJsonString());
    }

    [Fact]
    public void Refuse_OptionOfAnotherMode_NamesBoth()
    {
        var size = new Mode("--as big", Offer.Of(Pie.Settings.Where(s => s.Name == "size"), new Pie()));
        var slices = new Mode("--as cut", Offer.Of(Pie.Settings.Where(s => s.Name == "slices"), new Pie()));
        Given(("slices", ["3"])).Refuse(slices, [size, slices]);
        Assert.Equal("--slices is for --as cut, not for --as big: leave it out",
            Assert.Throws<UsageException>(() => Given(("slices", ["3"])).Refuse(size, [size, slices])).Message);
    }

    [Fact]
    public void Offer_ShowsTheDefault_WhereThereIsOne() =>
        Assert.Equal(["0.5", null, "s", null, null], Offer.Of(Pie.Settings, new Pie()).Select(o => o.Default));
}
