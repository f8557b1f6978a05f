using System.Text.Json.Nodes;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class VictimTests
{
    private const string Question = """
        {"model_sha256":"ab","data":"cifar10","split":"test","data_sha256":"cd","skip":1,"max":5,"seed":0,"model_read_as":"resnet20","precision":"bfloat16",
         "defence":["bits:3"],"sigma":0.25,"noise":"uniform","n":100,"alpha":0.001,"models":["ab","ef"],"fusion":"loss","weights":[1,2],"transform":"rotate=5","steps":7}
        """;

    [Theory]
    [InlineData("model_sha256", "\"xx\"")]
    [InlineData("model_read_as", "null")]
    [InlineData("models", "[\"ab\",\"ff\"]")]
    [InlineData("fusion", "\"logits\"")]
    [InlineData("weights", "[2,1]")]
    [InlineData("defence", "[\"bits:3\",\"jpeg:75\"]")]
    [InlineData("precision", "\"float16\"")]
    [InlineData("sigma", "0.5")]
    [InlineData("noise", "null")]
    [InlineData("transform", "\"rotate=6\"")]
    [InlineData("data", "\"cifar100\"")]
    [InlineData("split", "\"train\"")]
    [InlineData("data_sha256", "\"ee\"")]
    public void Differences_APartThatNamesTheVictim_IsNamed(string part, string value)
    {
        Victim one = Of(null, null), other = Of(part, value);
        var difference = Assert.Single(one.Differences(other));
        Assert.Equal((part, value == "null" ? "none" : value), (difference.Part, difference.Other));
        Assert.NotEmpty(one.Differences(other));
        Assert.NotEqual(one.Identity, other.Identity);
    }

    [Theory]
    [InlineData("skip", "2")]
    [InlineData("max", "-1")]
    [InlineData("seed", "9")]
    [InlineData("n", "1000")]
    [InlineData("alpha", "0.01")]
    [InlineData("steps", "9")]
    [InlineData("key_of_a_later_version", "1")]
    public void Differences_WhatElseIsAsked_IsNoMatter(string part, string value) =>
        Assert.Empty(Of(null, null).Differences(Of(part, value)));

    [Fact]
    public void Mixed_Certificates_AreOfTheFloat32Network() =>
        Assert.Empty(Of("precision", "\"mixed\"").Differences(Of("precision", "null")));

    [Theory]
    [InlineData("precision", "\"bfloat16\"")]
    [InlineData("split", "\"train\"")]
    [InlineData("transform", "\"rotate=5\"")]
    [InlineData("certificates", "\"0123\"")]
    public void Attack_RunsOnDifferentVictims_AreNotTakenTogether(string part, string value)
    {
        StoredRun Attacked(string name, bool changed)
        {
            var manifest = Samples.Manifest("attack");
            if (changed)
                manifest.Question[part] = JsonNode.Parse(value);
            return Samples.Run(name, [], manifest);
        }

        Assert.Equal(3, AttackTable.Of([Attacked("a", false), Attacked("b", false)]).Rows.Count);
        Assert.Equal(2, AttackTable.Of([Attacked("a", false), Attacked("b", true)]).Rows.Count);
    }

    private static Victim Of(string? part, string? value)
    {
        var question = JsonNode.Parse(Question)!.AsObject();
        if (part is not null)
            question[part] = JsonNode.Parse(value!);
        return Victim.Of(question);
    }
}
