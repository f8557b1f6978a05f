namespace Audit.Tests.Torch;

/// <summary>One line of <see cref="ApiSignatures"/>, taken apart.</summary>
/// <param name="Head">Owner and name.</param>
/// <param name="Parameters">In order; null for fields, properties and values of enums.</param>
/// <param name="Result">Type of the value; with its number for a value of an enum.</param>
internal sealed record ApiSignature(string Head, IReadOnlyList<ApiParameter>? Parameters, string Result)
{
    public static ApiSignature Parse(string line)
    {
        int end = line.LastIndexOf(" : ", StringComparison.Ordinal);
        string left = end < 0 ? line : line[..end], result = end < 0 ? "" : line[(end + 3)..];
        int open = left.IndexOfAny(['(', '[']);
        return open < 0 || left[^1] is not (')' or ']') ? new(left, null, result)
            : new(left[..open], [.. Split(left[(open + 1)..^1]).Select(ApiParameter.Parse)], result);
    }

    /// <summary>Whether a call that is written for this member compiles against the other and means the same.</summary>
    /// <remarks>Names are part of it, for named arguments; one that ends in _ is this project's mark for "differs between
    /// versions: by position".</remarks>
    public bool IsCoveredBy(ApiSignature other)
    {
        if (Head != other.Head || Result != other.Result || Parameters is null != other.Parameters is null)
            return false;
        if (Parameters is null || other.Parameters is null)
            return true;
        return Parameters.Count <= other.Parameters.Count
            && Parameters.Zip(other.Parameters).All(p => p.First.IsCoveredBy(p.Second))
            && other.Parameters.Skip(Parameters.Count).All(p => p.Default is not null
            || p.Type.StartsWith("params ", StringComparison.Ordinal));
    }

    /// <summary>At commas outside angle brackets.</summary>
    private static IEnumerable<string> Split(string text)
    {
        int start = 0, depth = 0;
        for (int k = 0; k < text.Length; k++)
        {
            depth += text[k] == '<' ? 1 : text[k] == '>' ? -1 : 0;
            if (text[k] == ',' && depth == 0)
            {
                yield return text[start..k];
                start = k + 1;
            }
        }
        if (text.Length > 0)
            yield return text[start..];
    }
}

/// <summary>A parameter.</summary>
/// <param name="Type">With "params" where it is.</param>
/// <param name="Name">As named arguments use it.</param>
/// <param name="Default">Null where it must be given.</param>
internal sealed record ApiParameter(string Type, string Name, string? Default)
{
    public static ApiParameter Parse(string text)
    {
        string[] parts = text.Trim().Split(" = ");
        int space = parts[0].LastIndexOf(' ');
        return new(parts[0][..space], parts[0][(space + 1)..], parts.Length > 1 ? parts[1] : null);
    }

    public bool IsCoveredBy(ApiParameter other) => Type == other.Type && (Name == other.Name || Name.EndsWith('_'))
        && (Default is null || Default == other.Default);
}
