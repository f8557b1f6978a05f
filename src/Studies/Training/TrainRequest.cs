using Audit.Datasets;
using Audit.Inputs.Settings;
using Audit.Networks.Architectures;
using Audit.Train;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Training.TrainRequest>;

namespace Audit.Studies.Training;

/// <summary>What is trained, on what and by which recipe, and where the checkpoint goes.</summary>
public sealed record TrainRequest
{
    /// <summary>The network: a name or a chain.</summary>
    public string Architecture { get; init; } = "cifar-resnet20";

    /// <summary>The data set.</summary>
    public DataSpec? Data { get; init; }

    /// <summary>CPU cores to use; 0 is all.</summary>
    public int Threads { get; init; }

    /// <summary>The checkpoint to write.</summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>Whether what is there may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The recipe.</summary>
    public string Recipe { get; init; } = Recipes.Gaussian;

    /// <summary>Model that the recipe learns from; null for none.</summary>
    public string? Teacher { get; init; }

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<TrainRequest>> Settings { get; } =
    [
        Declare.Text("arch", $"Network: {string.Join(", ", Networks.Architectures.Architecture.Names)}, or a chain such as "
            + $"\"conv 16 4x4 s2 p1; relu; flatten; fc 10\"",
            o => o.Architecture, (o, v) => o with { Architecture = v }, "an architecture"),
        Declare.Text("data", "Data set: cifar10:DIR, mnist:DIR or glyphs", o => o.Data?.ToString(), (o, v) =>
            o with { Data = DataSpec.Parse(v) }, "a data set") with { IsNeeded = true },
        Declare.Whole("threads", "CPU cores to use; 0 is all", o => o.Threads, (o, v) => o with { Threads = v }, new(0, 1024)),
        Declare.FileToWrite("out", "Checkpoint to write (.safetensors); FILE.partial keeps each epoch and is continued", o =>
            o.Checkpoint, (o, v) => o with { Checkpoint = v }) with
        {
            IsNeeded = true,
        },
        Declare.Flag("force", "Replace a finished checkpoint, discard a partial one", o => o.Force, o => o with { Force = true }),
        Declare.WordOrNone("recipe", Recipes.Described, o => o.Recipe, (o, v) => o with { Recipe = v }, Recipes.Names),
        Declare.ExistingFile("teacher", "Model that distillation learns from: one of recipe standard at the same temperature",
            o => o.Teacher, (o, v) => o with { Teacher = v }, "model file") with
        {
            IsNeeded = true,
            For = new(o => Recipes.Of(o.Recipe).Takes.Contains("teacher"),
                $"--recipe {string.Join(", ", Recipes.Known.Where(k => k.Takes.Contains("teacher")).Select(k => k.Name))}"),
        },
    ];
}
