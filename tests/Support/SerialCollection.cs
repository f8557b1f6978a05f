namespace Audit.Tests;

/// <summary>Tests of process-wide state (live tensors, threads): run alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class SerialCollection
{
    public const string Name = "process-wide state";
}
