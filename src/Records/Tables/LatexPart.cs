namespace Audit.Records.Tables;

/// <summary>One tabular: a part of a table that fits the width.</summary>
/// <param name="Alignment">Of its columns.</param>
/// <param name="Heads">Lines of the heading, one source cell a column.</param>
/// <param name="Rows">Each with its lines: values, and intervals where they stand below.</param>
internal sealed record LatexPart(string Alignment, IReadOnlyList<string[]> Heads, IReadOnlyList<string[][]> Rows);
