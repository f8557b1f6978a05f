using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Formats;
using Audit.Import;
using Audit.Import.Checkpoints;
using Audit.Import.Onnx;
using Audit.Inputs.Settings;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>audit export: any model with a graph as ONNX, or its weights for TorchSharp.</summary>
public static class ExportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("model")
        {
            Description =
            "Model file: of train, ONNX, PyTorch checkpoint, safetensors or TorchSharp's .dat"
        }.ExistingFile("model file");
        var output = Choose.Needed("--out",
            "ONNX file to write; FILE.dat: the weights alone, as TorchSharp's Module.load reads them").FileToWrite();
        var force = Choose.Flag("--force", "Replace an existing file");
        var command = new Command("export", """
            Writes a model as ONNX (opset 13, any batch size, normalisation included), reads it back and compares logits; to FILE.dat, its weights for TorchSharp.

            Example: audit export models/cifar10-resnet20-sigma0.25.safetensors --out r20.onnx
                     audit export models/cifar10-resnet20-sigma0.25.safetensors --out r20.dat
            """) { model, output, force };
        var options = new Form(command, Offer.Of(LoadOptions.Settings, new()));
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(output);
            if (File.Exists(path) && !parse.GetValue(force))
                throw new UsageException($"{path} exists already; --force replaces it");
            Threads.Use(0);
            var loaded = ModelLoader.Load(parse.GetRequiredValue(model), options.Read(parse).Read(LoadOptions.Settings, new()));
            foreach (string warning in loaded.Warnings)
                Errors.Warn($"{loaded.Path}: {warning}");
            var graph = loaded.Graph
                ?? throw new UsageException(
                $"{loaded.Path} is a black box ({loaded.Kind}): only models with a graph can be written");
            System.Console.Out.WriteLine(Path.GetExtension(path) == ".dat" ? Weights(graph, loaded.Architecture, path)
                : Onnx(graph, path));
            return 0;
        });
        return command;
    }

    private static string Onnx(Graph graph, string path)
    {
        OnnxExporter.Export(graph, path);
        return FormattableString.Invariant(
            $"{path}: read back, logits differ by at most {Difference(graph, OnnxImporter.Import(path).Graph):G3}");
    }

    private static string Weights(Graph graph, string architecture, string path)
    {
        var tensors = TorchSharpWeights.Of(graph);
        TorchSharpFile.Write(path, tensors);
        int same = TorchSharpFile.Read(path).Tensors.Zip(tensors, (a, b) => a.Name == b.Name && a.Bytes.AsSpan()
            .SequenceEqual(b.Bytes)).Count(equal => equal);
        if (same != tensors.Count)
            throw new IOException($"{path}: {same} of {tensors.Count} tensors read back as they were written");
        return $"{path}: {tensors.Count} tensors of {architecture}, read back unchanged; "
            + (TorchSharpWeights.Normalization(graph) is { } outside ? $"not in it: the normalisation, {outside}"
            : "the network has no normalisation");
    }

    /// <summary>Largest difference of logits over images that run from black to white.</summary>
    private static double Difference(Graph original, Graph copy)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = linspace(0, 1, 2 * original.InputShape.Elements).reshape(original.InputShape.Batch(2));
        return (Forward.Run(original, x) - Forward.Run(copy, x)).abs().max().ToDouble();
    }
}
