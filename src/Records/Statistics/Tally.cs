namespace Audit.Records.Statistics;

/// <summary>How often something happened in the first samples of a stream.</summary>
public readonly record struct Tally(long Count, long Samples);
