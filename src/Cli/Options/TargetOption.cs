using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Terminal;
using Audit.Noise;

namespace Audit.Cli.Options;

/// <summary>--target: the class that must be reached.</summary>
public sealed class TargetOption
{
    private readonly Option<string?> target = Choose.Maybe<string>("--target", "Class that must be reached: its number, next (label + 1) or random [default: any wrong class]");

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(target);

    /// <summary>The target of an image; null where any wrong class will do.</summary>
    public Func<int, int, int>? Read(ParseResult parse, Subject subject)
    {
        int classes = subject.Classifier.Classes;
        if (parse.GetValue(target) is not { } text)
            return null;
        subject.Question["target"] = text;
        return text switch
        {
            "next" => (_, label) => (label + 1) % classes,
            "random" => (index, label) => Random(subject.Rng.Derive("target"), index, label, classes),
            _ when Numbers.TryCount(text, out int c) && c < classes => (_, _) => c,
            _ => throw new UsageException($"--target must be next, random or a class from 0 to {classes - 1}, got {Shown.Name(text)}"),
        };
    }

    /// <summary>A wrong class, each equally likely.</summary>
    private static int Random(Rng rng, int index, int label, int classes)
    {
        var u = new float[1];
        UniformNoise.Fill(u, rng, new NoiseAddress(NoiseStream.Search, index, 0));
        return (label + 1 + (int)(u[0] * (classes - 1))) % classes;
    }
}
