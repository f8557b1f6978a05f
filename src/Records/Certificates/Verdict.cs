namespace Audit.Records.Certificates;

/// <summary>What a certifier says about an image: <see cref="Certified"/> or <see cref="Abstained"/>.</summary>
public abstract record Verdict;

/// <summary>Every image in the region has this class.</summary>
public sealed record Certified(int Class) : Verdict;

/// <summary>Nothing is claimed. An abstention is a result, not an error.</summary>
public sealed record Abstained(string Reason) : Verdict;
