using System.CommandLine;
using Audit.Attacks.Diagnosis;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Records.Diagnosis;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit diagnose: whether a robust accuracy can be believed.</summary>
public static class DiagnoseCommand
{
    /// <summary>Images examined together. Part of the run's identity would be a nuisance; it is fixed instead.</summary>
    private const int Block = 50;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var subject = new SubjectOptions();
        var diagnosis = new DiagnosisOptionSet();
        var shard = Choose.With("--shard", "1/1", "Do only part i of n (1-based); join the parts with merge");
        var output = Choose.RunFolder();
        var json = Choose.Json();
        var command = new Command("diagnose", """
            Looks for obfuscated gradients: the five checks of Athalye et al. 2018, the type, the attack that it calls for, indicators of attack failure.

            Example: audit diagnose --model models/mnist-kw-small-standard.safetensors --data mnist:DIR --defence jpeg:50 --epsilon 0.1 --max 100 --out runs/d
            """) { output, shard, json };
        subject.AddTo(command);
        diagnosis.AddTo(command);
        command.SetAction(parse =>
        {
            var options = diagnosis.Read(parse);
            var part = Shard.Parse(parse.GetRequiredValue(shard));
            var loaded = subject.Load(parse);
            bool finished = Run(loaded, options, part, parse.GetRequiredValue(output));
            var result = DiagnosisResult.Of(Records.Runs.Run.Read(parse.GetRequiredValue(output)));
            System.Console.Out.WriteLine(parse.GetValue(json) ? DiagnosisJson.Of(result).ToJsonString(new() { WriteIndented = true }) : DiagnosisText.Of(result));
            return finished ? 0 : Errors.Interrupted;
        });
        return command;
    }

    /// <summary>Examines the subject's images into a run folder.</summary>
    /// <returns>False where it was stopped before the end.</returns>
    public static bool Run(Subject subject, DiagnosisOptions options, Shard shard, string folder)
    {
        var indexes = shard.Select(subject.Indexes);
        subject.Model.ExpectMemory(Block, gradients: true);
        DiagnosisOptionSet.Describe(options, subject.Question);
        var manifest = Provenance.Manifest("diagnose", subject.Question, indexes.Count, shard,
            Provenance.How(subject.ModelPath, subject.Classifier, Block, subject.Threads, SubjectProbe.Warn(subject)));
        using var stopping = new Stopping();
        using var run = Records.Runs.Run.OpenOrCreate(folder, manifest);
        var examination = new Examination(subject.Classifier, options);
        var positions = indexes.Select((index, position) => (index, position)).ToDictionary(p => p.index, p => p.position);
        var ready = new Dictionary<int, DiagnosisRecord>();
        int done = run.Records.Count;
        return Progress.Run("diagnose", (long)indexes.Count * examination.Trials, report => Runner.Complete(run, indexes, index =>
        {
            // Blocks are counted from the first image of the run, so a continued run repeats the block it was stopped in.
            if (!ready.ContainsKey(index))
            {
                int[] block = [.. indexes.Skip(positions[index] / Block * Block).Take(Block)];
                ready = Examine(subject, examination, block, (trial, name) => report(((long)done * examination.Trials) + ((long)trial * block.Length), $"attack {name}"), stopping.Token);
            }
            return ready[index];
        }, (count, _) => report((long)(done = count) * examination.Trials, "images"), stopping.Token));
    }

    private static Dictionary<int, DiagnosisRecord> Examine(Subject subject, Examination examination, int[] block, Action<int, string> progress, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var x = stack([.. block.Select(subject.Image)]);
        return examination.Run(x, [.. block.Select(subject.Images.Label)], [.. block.Select(i => (long)i)], subject.Rng, progress, stop).ToDictionary(r => r.Index);
    }
}
