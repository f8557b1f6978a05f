namespace Audit.Inputs;

/// <summary>What a misspelt word was meant to be.</summary>
public static class Nearest
{
    private const int Farthest = 2, Longest = 40;

    /// <summary>"did you mean cifar10? "; empty where no known word is near.</summary>
    public static string To(string word, IEnumerable<string> known) =>
        Of(word, known) is { } near ? $"did you mean {near}? " : "";

    /// <summary>The known word that this one begins, or that is at most two letters from it; null for none.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var near = known.Select(k => (Name: k, Distance: word.Length > 0 && k.StartsWith(word, StringComparison.Ordinal) ? 1
            : Distance(k, word))).Where(k => k.Distance <= Farthest && k.Distance < k.Name.Length).ToList();
        return near.Count == 0 ? null : near.MinBy(k => k.Distance).Name;
    }

    /// <summary>Letters to insert, drop or change (Levenshtein); words longer than any name are far from all.</summary>
    private static int Distance(string a, string b)
    {
        if (b.Length > Longest)
            return b.Length;
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1,
                    diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
