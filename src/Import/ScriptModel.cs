using Audit.Formats;
using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;
using Audit.Import.TorchScript;
using Audit.Import.TorchScript.Sandbox;
using Audit.Inputs;
using Audit.Networks.Graphs;
#if LIBTORCH
#endif
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>Opens TorchScript archives.</summary>
internal static class ScriptModel
{
    private static readonly ImageShape[] UsualInputs = [new(1, 28, 28), new(3, 32, 32), new(3, 224, 224)];

    /// <exception cref="ModelFormatException">libtorch cannot load it, its code is refused, or its input shape is not
    /// determined.</exception>
    public static LoadedModel Load(string path, LoadOptions options)
    {
        if (options.Arch is not null)
            throw new UsageException($"{path} is TorchScript and brings its own code: --arch is for files of weights");
        var warnings = new List<string> { "a TorchScript model is a black box: smoothing and attacks work, bounds (IBP, CROWN) "
            + "cannot look inside" };
        if (SavedInTraining(path))
            warnings.Add("it was saved in training mode (batch norm would depend on the batch); it is used in evaluation mode");
        if (options.Normalization is null)
            warnings.Add("whether it normalises images inside cannot be seen: if it does not, give --mean and --std");
        var host = Host(path, options);
        try
        {
            return Load(path, options, host, warnings);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static LoadedModel Load(string path, LoadOptions options, IScriptHost host, List<string> warnings)
    {
        using var function = host.Open(CPU);
        if (host.Warning is { } warning)
            warnings.Add(warning);
        var (input, classes) = Shape(path, function, options);
        WeightsLoader.CheckChannels(path, options.Normalization, input);
        return new LoadedModel
        {
            Path = path,
            Kind = ModelKind.TorchScript,
            Architecture = "TorchScript",
            Sha256 = host.Sha256,
            Warnings = warnings,
            Sandbox = host.Description,
            BlackBox = device => new ScriptClassifier(path, host.Open(device), input, classes, device, options.Normalization),
        };
    }

    private static IScriptHost Host(string path, LoadOptions options)
    {
        if (options.Sandbox.Trust)
            return new LocalHost(path);
#if LIBTORCH
        return new SandboxHost(path, options.Sandbox, options.MemoryLimit);
#else
        throw new ModelFormatException(path,
            "is TorchScript, a program, and this build cannot look at what it calls (TorchSharp offers no way): "
            + "--trust-torchscript runs it all the same, in this process");
#endif
    }

    private static (ImageShape Input, int Classes) Shape(string path, IScriptFunction function, LoadOptions options)
    {
        var fits = new List<(ImageShape, int)>();
        string last = "";
        ImageShape[] inputs = options.Input is { } given ? [given] : options.Offered is { } offered ? [offered, .. UsualInputs]
            : UsualInputs;
        foreach (var input in inputs.Distinct())
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            try
            {
                if (function.Run(zeros(input.Batch(2))).shape is [2, var classes]
                    && (options.Classes is null || options.Classes == classes))
                {
                    fits.Add((input, (int)classes));
                    if (input == options.Offered)
                        break;
                }
                else
                    last = $"gives no logits [2,classes] for images {input}";
            }
            catch (ScriptRunException e)
            {
                last = $"fails on images {input}: {e.Problem}";
            }
        }
        return fits.Count == 1 ? fits[0] : throw new ModelFormatException(path, fits.Count == 0 ? last
            : $"takes images of several shapes ({string.Join(", ", fits.Select(f => f.Item1))}): choose with --input CxHxW");
    }

    /// <summary>The flag that every module carries, read as data.</summary>
    private static bool SavedInTraining(string path)
    {
        try
        {
            return PyTorchFile.Open(path).Root is PickleObject { State: PickleDict state } && state["training"] is true;
        }
        catch (ModelFormatException)
        {
            // libtorch's own word on the archive follows.
            return false;
        }
    }
}
