using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Inputs;
using Audit.Noise;

namespace Audit.Shadow;

/// <summary>Which classes an attack aims at.</summary>
/// <param name="Kind">How they are chosen.</param>
/// <param name="Number">How many of the strongest; the class; the distance between classes.</param>
public sealed record TargetPlan(TargetKind Kind, int Number = 0)
{
    /// <summary>What <see cref="Parse"/> takes.</summary>
    public const string Expected =
        "all, a whole number of at least 1 (the strongest), class:C, next, random, every:N or untargeted";

    private const string GivenPrefix = "class:", EveryPrefix = "every:";

    /// <summary>All wrong classes.</summary>
    public static TargetPlan All { get; } = new(TargetKind.All);

    /// <summary>The strongest wrong classes.</summary>
    public static TargetPlan Strongest(int count) => new(TargetKind.Strongest, count);

    /// <summary>Whether ascents lead away from the label instead of towards a class.</summary>
    public bool IsUntargeted => Kind == TargetKind.Untargeted;

    /// <summary>As users write it and questions store it: a number stays a number.</summary>
    public JsonNode Stored => Kind == TargetKind.Strongest ? Number : Text;

    /// <summary>The text that reads back to it.</summary>
    public string Text => Kind switch
    {
        TargetKind.All => "all",
        TargetKind.Strongest => Number.ToString(CultureInfo.InvariantCulture),
        TargetKind.Given => string.Create(CultureInfo.InvariantCulture, $"{GivenPrefix}{Number}"),
        TargetKind.Every => string.Create(CultureInfo.InvariantCulture, $"{EveryPrefix}{Number}"),
        TargetKind.Next => "next",
        TargetKind.Random => "random",
        _ => "untargeted",
    };

    /// <summary>The plan that a text names; null for none.</summary>
    public static TargetPlan? Parse(string text)
    {
        if (Numbers.TryCount(text, out int count))
            return count >= 1 ? Strongest(count) : null;
        if (Behind(text, GivenPrefix) is { } c)
            return new(TargetKind.Given, c);
        if (Behind(text, EveryPrefix) is { } n)
            return n >= 1 ? new(TargetKind.Every, n) : null;
        return text switch
        {
            "all" => All,
            "next" => new(TargetKind.Next),
            "random" => new(TargetKind.Random),
            "untargeted" => new(TargetKind.Untargeted),
            _ => null,
        };
    }

    /// <summary>The classes aimed at for one image, in the order in which they are tried; of an untargeted attack the label,
    /// which it leaves.</summary>
    /// <param name="label">True class.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="strongest">Classes of the clean image, strongest first; null where their order does not matter.</param>
    /// <param name="image">Index of the image: part of the address of a random choice.</param>
    /// <param name="rng">Source of random choices.</param>
    public IReadOnlyList<int> Of(int label, int classes, IReadOnlyList<int>? strongest, int image, Rng rng)
    {
        var wrong = Enumerable.Range(0, classes).Where(c => c != label);
        return Kind switch
        {
            TargetKind.Strongest when strongest is not null => [.. strongest.Where(c => c != label).Take(Number)],
            TargetKind.Strongest => [.. wrong.Take(Number)],
            TargetKind.Given => [Number == label ? (label + 1) % classes : Number],
            TargetKind.Next => [(label + 1) % classes],
            TargetKind.Random => [(label + 1 + (int)(Draw(image, rng) * (classes - 1))) % classes],
            TargetKind.Every => [.. wrong.Where(c => c % Number == 0).DefaultIfEmpty((label + 1) % classes)],
            TargetKind.Untargeted => [label],
            _ => [.. wrong],
        };
    }

    /// <summary>Most classes that an image has to try.</summary>
    public int Most(int classes) => Kind switch
    {
        TargetKind.All => classes - 1,
        TargetKind.Strongest => Math.Min(Number, classes - 1),
        TargetKind.Every => Math.Min((classes + Number - 1) / Number, classes - 1),
        _ => 1,
    };

    private static float Draw(int image, Rng rng)
    {
        var u = new float[1];
        UniformNoise.Fill(u, rng.Derive("target"), new NoiseAddress(NoiseStream.Search, image, 0));
        return u[0];
    }

    private static int? Behind(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal)
        && Numbers.TryCount(text.AsSpan(prefix.Length), out int number) ? number : null;
}
