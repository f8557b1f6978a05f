using Audit.Datasets;
using Audit.Defences;
using Audit.Import;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Subjects.SubjectOptions>;

namespace Audit.Studies.Subjects;

/// <summary>What is audited, before it is loaded: models, a data set, and which of its images.</summary>
public sealed record SubjectOptions
{
    /// <summary>Model files: the first is audited; further ones are attacked with it, where a study takes several.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The data set.</summary>
    public DataSpec? Data { get; init; }

    /// <summary>Which of its images.</summary>
    public ImageChoice Images { get; init; } = new();

    /// <summary>Seed of all randomness.</summary>
    public ulong Seed { get; init; }

    /// <summary>auto, cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>CPU cores to use; 0 is all.</summary>
    public int Threads { get; init; }

    /// <summary>What the files leave open.</summary>
    public LoadOptions Load { get; init; } = new();

    /// <summary>What stands around the network.</summary>
    public IReadOnlyList<Defence> Defences { get; init; } = [];

    /// <summary>--device.</summary>
    public static Setting<SubjectOptions> DeviceSetting { get; } =
        Declare.Text("device", "auto, cpu, cuda or cuda:N", o => o.Device, (o, v) => o with { Device = v },
            "auto, cpu, cuda or cuda:N");

    /// <summary>--threads.</summary>
    public static Setting<SubjectOptions> ThreadsSetting { get; } =
        Declare.Whole("threads", "CPU cores to use; 0 is all", o => o.Threads, (o, v) => o with { Threads = v }, new(0, 1024));

    /// <summary>--defence.</summary>
    public static Setting<SubjectOptions> DefenceSetting { get; } = Declare.Texts("defence",
        $"Put a defence around the network, one or several of {string.Join(", ", DefenceKind.Known.Select(k =>
            k.Usage))} (docs/defences.md)",
        o => [.. o.Defences.Select(d => d.Text)], (o, v) => o with { Defences = [.. v.Select(DefenceSpec.Parse)] }, "a defence");

    /// <summary>--data, of a kind of data set.</summary>
    public static Setting<SubjectOptions> DataSetting
    {
        get;
    } = Declare.Text("data", $"Data set: {string.Join(", ", DataSource.Known.Select(d => d.Usage))}",
        o => o.Data?.ToString(), (o, v) => o with { Data = DataSpec.Parse(v) }, "a data set") with
    { IsNeeded = true };

    /// <summary>The options under their headings: what is audited, and how the model's file is read.</summary>
    /// <param name="several">Whether --model may be given more than once.</param>
    public static IEnumerable<Offer> Offers(bool several = false)
    {
        string[] file = [.. LoadOptions.Settings.Select(s => s.Name), "defence"];
        return Offer.Of(Settings(several), new()).Select(o => o with
        {
            Title = file.Contains(o.Setting.Name) ? "Model file" : "Model, data and machine",
        });
    }

    /// <summary>The options as users give them; the question is made of what they load.</summary>
    /// <param name="several">Whether --model may be given more than once.</param>
    public static IReadOnlyList<Setting<SubjectOptions>> Settings(bool several = false) =>
    [
        Declare.ExistingFiles("model",
            "Model file: of train, ONNX, PyTorch checkpoint, safetensors, TorchScript or TorchSharp's .dat"
            + (several ? "; several are attacked as one" : ""),
            o => o.Models, (o, v) => several || v.Count == 1 ? o with { Models = v }
                : throw new UsageException($"--model was given {v.Count} times; this command takes one"), "model file") with
        { IsNeeded = true },
        DataSetting,
        .. ImageChoice.Settings.Within<SubjectOptions, ImageChoice>(o => o.Images, (o, v) => o with { Images = v }),
        Declare.Seed("seed", "Seed of all randomness", o => o.Seed, (o, v) => o with { Seed = v }),
        DeviceSetting,
        ThreadsSetting,
        .. LoadOptions.Settings.Within<SubjectOptions, LoadOptions>(o => o.Load, (o, v) => o with { Load = v }),
        DefenceSetting,
    ];
}
