using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Terminal;

namespace Audit.Cli.Options;

/// <summary>Which images of the test split: every N-th, at most so many, or those named.</summary>
public sealed class ImageSelection
{
    private readonly Option<int> skip = Choose.With("--skip", 1, "Take every N-th image of the test split", Limits.Counted);
    private readonly Option<int> max = Choose.With("--max", -1, "At most this many images (-1: all)", Limits.None);
    private readonly Option<string?> images = Choose.Maybe<string?>("--images", "Take these images of the test split: indexes from 0 and ranges, such as 17,500,1000-1999");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[skip, max, images])
            command.Add(option);
    }

    /// <summary>The indexes asked for, in ascending order.</summary>
    /// <param name="count">Images of the split.</param>
    /// <param name="question">The run's identity, which is told.</param>
    /// <exception cref="UsageException">The options contradict each other or name images that are not there.</exception>
    public IReadOnlyList<int> Read(ParseResult parse, int count, JsonObject question)
    {
        int step = parse.GetValue(skip), most = parse.GetValue(max);
        if (parse.GetValue(images) is { } list)
        {
            if (step != 1 || most != -1)
                throw new UsageException("--images names the images: leave out --skip and --max");
            var named = Parse(list, count);
            question["images"] = new JsonArray([.. named.Select(i => (JsonNode)i)]);
            return named;
        }

        if (most is 0 or < -1)
            throw new UsageException($"--max must be a whole number of at least 1, or -1 for all images; got {most}");
        question["skip"] = step;
        question["max"] = most;
        var every = Enumerable.Range(0, (count + step - 1) / step).Select(k => k * step);
        return [.. most < 0 ? every : every.Take(most)];
    }

    /// <summary>Indexes and ranges, comma-separated, without repetition, ascending.</summary>
    public static IReadOnlyList<int> Parse(string text, int count)
    {
        SortedSet<int> chosen = [];
        foreach (string part in Numbers.Items(text))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Index(ends[0], out int first) || !Index(ends[^1], out int last) || last < first)
                throw new UsageException($"--images takes indexes and ranges such as 17,500,1000-1999, got {Shown.Name(part)}");
            if (last >= count)
                throw new UsageException($"--images: there are {count} images, numbered from 0; got {Shown.Text(part)}");
            chosen.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. chosen];
    }

    private static bool Index(string text, out int value) => Numbers.TryCount(text, out value);
}
