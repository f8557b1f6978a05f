namespace Audit.Records.Review;

/// <summary>One sentence of a verdict.</summary>
/// <param name="Name">Stable name: certificates, uncontradicted certificates, examination, attack, spoofs, gradient.</param>
/// <param name="Question">What it answers.</param>
/// <param name="Standing">What became of it.</param>
/// <param name="Text">The answer, with its numbers and intervals.</param>
public sealed record Clause(string Name, string Question, Standing Standing, string Text);
