using System.CommandLine;
using Audit.Cli.Options;
using Audit.Records.Runs;

namespace Audit.Cli.Commands;

/// <summary>audit merge: the shards of a run as one run.</summary>
public static class MergeCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var shards = new Argument<string[]>("shards")
        {
            Description = "Run folders of all shards",
            Arity = ArgumentArity.OneOrMore
        }.ExistingRuns();
        var output = Choose.RunFolder();
        var command = new Command("merge", """
            Joins the runs of all parts (--shard i/n of certify, spoof, attack or diagnose) into the run that one process
            would have written.

            Example: audit merge runs/c25-1 runs/c25-2 --out runs/c25
            """) { shards, output };
        command.SetAction(parse =>
        {
            var merged = Merge.Shards(parse.GetRequiredValue(shards), parse.GetRequiredValue(output));
            System.Console.Out.WriteLine($"{merged.Directory}: {merged.Records.Count} records");
            return 0;
        });
        return command;
    }
}
