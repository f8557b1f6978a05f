using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Subjects.ImageChoice>;

namespace Audit.Studies.Subjects;

/// <summary>Which images of the test split: every N-th, at most a number of them, or those named.</summary>
public sealed record ImageChoice
{
    /// <summary>Every <see cref="Skip"/>-th image is taken.</summary>
    public int Skip { get; init; } = 1;

    /// <summary>At most this many; -1 for all.</summary>
    public int Max { get; init; } = -1;

    /// <summary>Names the first image of each class, in order of index.</summary>
    public const string FirstOfEachClass = "first-of-each-class";

    /// <summary>Indexes and ranges, such as 17,500,1000-1999, or <see cref="FirstOfEachClass"/>; null where none are
    /// named.</summary>
    public string? Named { get; init; }

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<ImageChoice>> Settings { get; } =
    [
        Declare.Whole("skip", "Take every N-th image of the test split", o => o.Skip, (o, v) => o with { Skip = v },
            Limits.Counted),
        Declare.Whole("max", "At most this many images (-1: all)", o => o.Max, (o, v) => o with { Max = v }, Limits.None),
        Declare.Text("images", "Take these images of the test split: indexes from 0 and ranges, such as 17,500,1000-1999, "
            + "or first-of-each-class", o =>
            o.Named, (o, v) => o with { Named = v }, "indexes and ranges"),
    ];

    /// <summary>What is wrong with the choice, if anything, in one line.</summary>
    public string? Problem => Named is not null && (Skip != 1 || Max != -1)
        ? "--images names the images: leave out --skip and --max"
        : Max is 0 or < -1 ? $"--max must be a whole number of at least 1, or -1 for all images; got {Max}" : null;

    /// <summary>The indexes, in ascending order.</summary>
    /// <param name="count">Images of the split.</param>
    /// <param name="label">True class of an image.</param>
    /// <exception cref="UsageException">The choice contradicts itself or names images that are not there.</exception>
    public IReadOnlyList<int> Of(int count, Func<int, int> label)
    {
        if (Problem is { } problem)
            throw new UsageException(problem);
        if (Named == FirstOfEachClass)
            return [.. Enumerable.Range(0, count).DistinctBy(label)];
        if (Named is not null)
            return Parse(Named, count);
        var every = Enumerable.Range(0, (count + Skip - 1) / Skip).Select(k => k * Skip);
        return [.. Max < 0 ? every : every.Take(Max)];
    }

    /// <summary>Indexes and ranges, comma-separated, without repetition, ascending.</summary>
    public static IReadOnlyList<int> Parse(string text, int count)
    {
        SortedSet<int> chosen = [];
        foreach (string part in Numbers.Items(text))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Numbers.TryCount(ends[0], out int first) || !Numbers.TryCount(ends[^1], out int last)
                || last < first)
                throw new UsageException($"--images takes indexes and ranges such as 17,500,1000-1999, or "
                    + $"{FirstOfEachClass}; got {Shown.Name(part)}");
            if (last >= count)
                throw new UsageException($"--images: there are {count} images, numbered from 0; got {Shown.Text(part)}");
            chosen.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. chosen];
    }
}
