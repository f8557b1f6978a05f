using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Networks.Probing;
using Audit.Records.Tables;
using Audit.Studies.Driving;

namespace Audit.Cli.Commands;

/// <summary>Clean accuracy on a data set.</summary>
public sealed record MeasuredAccuracy(string Data, long Correct, long Images);

/// <summary>What inspect found, as text and as JSON.</summary>
/// <param name="Model">The model.</param>
/// <param name="LoadSeconds">Time that loading took, comparison with golden logits included.</param>
/// <param name="Accuracy">Clean accuracy, where data was given.</param>
public sealed record Inspection(LoadedModel Model, double LoadSeconds, MeasuredAccuracy? Accuracy)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private EngineReport Engine => EngineReport.Of(Model.Graph);

    /// <summary>Images of the probe's batches where the layers are known, and with them that there is no state.</summary>
    private const int FewImages = 16;

    private ProbeReport Probe(IClassifier classifier) => ModelProbe.Run(classifier,
        Pictures.Noisy(classifier.InputShape, Model.Graph is null ? ModelProbe.Batch : FewImages),
        Model.Graph is null ? ProbeOptions.Default.ForBlackBox : ProbeOptions.Default);

    private IReadOnlyList<LayerProfile> Layers => Model.Graph is { } graph ? LayerProfile.Of(graph) : [];

    /// <summary>For people.</summary>
    /// <param name="withLayers">Whether the layers, and which method has rules for which op, stand before it.</param>
    public string Text(bool withLayers = false)
    {
        var text = new StringBuilder();
        if (withLayers && Model.Graph is { } shown)
            text.Append(MarkdownTable.Render(LayerTable(Layers))).Append('\n').Append(MarkdownTable.Render(RuleTable(shown)))
                .Append('\n');
        void Line(string name, string value) => text.Append($"{name,-14} {value}\n");
        var classifier = Model.Classifier();
        Line("model", Model.Path);
        Line("kind", KindName);
        Line("architecture", Model.Architecture);
        if (Model.Onnx is { } onnx)
            Line("stored as", $"[{string.Join(',', onnx.InputShape)}] ({onnx.Layout}), opset {onnx.Opset}, written by "
                + $"{onnx.Producer}");
        Line("sha256", Model.Sha256);
        foreach (var defence in Model.Defences)
            Line("defence", defence.Text + (defence.IsRandom ? ", draws" : "")
                + (defence.Surrogate is { } surrogate ? $", surrogate of its gradient: {surrogate}" : ""));
        if (Model.Sandbox is { } sandbox)
            Line("runs in", sandbox);
        Line("input", $"{classifier.InputShape}, pixels in [0,1]");
        Line("normalisation", NormalizationText);
        Line("classes", $"{classifier.Classes}");
        if (Model.TrainingSigma is { } sigma)
            Line("trained with", FormattableString.Invariant($"noise of sigma {sigma}"));
        Line("load time", FormattableString.Invariant($"{LoadSeconds:F3} s"));
        if (Model.Golden is { } golden)
            Line("golden logits",
                FormattableString.Invariant(
                $"largest difference {golden.Largest:G3} over {golden.Inputs} inputs (logits up to {golden.Magnitude:G3})"));
        foreach (string line in Engine.Lines)
            Line("engine", line);
        var probe = Probe(classifier);
        Line("probe", probe.Problem()
            ?? string.Create(CultureInfo.InvariantCulture,
            $"the same answers in other batches, at other places, beside other images (largest difference {probe.Largest:G2} of "
            + $"the logits' spread)"));
        if (Accuracy is { } a)
            Line("accuracy", FormattableString.Invariant(
                $"{100.0 * a.Correct / a.Images:F2} % clean ({a.Correct} of {a.Images}, {a.Data})"));
        if (Model.Graph is not null)
        {
            var layers = Layers;
            Line("parameters", layers.Sum(l => l.Parameters).ToString("N0", CultureInfo.InvariantCulture));
            Line("multiply-adds", $"{layers.Sum(l => l.MultiplyAdds).ToString("N0", CultureInfo.InvariantCulture)} per image");
        }
        text.Append('\n').AppendJoin('\n', Applies);
        return text.ToString();
    }

    /// <summary>For programs.</summary>
    public string Json()
    {
        var classifier = Model.Classifier();
        var layers = Layers;
        return new JsonObject
        {
            ["model"] = Model.Path,
            ["kind"] = KindName,
            ["architecture"] = Model.Architecture,
            ["sha256"] = Model.Sha256,
            ["runs_in"] = Model.Sandbox,
            ["defences"] = new JsonArray([.. Model.Defences.Select(d => (JsonNode)d.Text)]),
            ["input"] = $"{classifier.InputShape}",
            ["classes"] = classifier.Classes,
            ["normalisation"] = NormalizationText,
            ["training_sigma"] = Model.TrainingSigma,
            ["load_seconds"] = LoadSeconds,
            ["golden_largest_difference"] = Model.Golden?.Largest,
            ["golden_inputs"] = Model.Golden?.Inputs,
            ["engine"] = Engine.Json(),
            ["probe"] = Provenance.Describe(Probe(classifier)),
            ["accuracy"] = Accuracy is { } a ? (double)a.Correct / a.Images : null,
            ["accuracy_images"] = Accuracy?.Images,
            ["parameters"] = Model.Graph is null ? null : layers.Sum(l => l.Parameters),
            ["multiply_adds"] = Model.Graph is null ? null : layers.Sum(l => l.MultiplyAdds),
            ["layers"] = new JsonArray([.. layers.Select(l => new JsonObject
            {
                ["name"] = l.Name,
                ["op"] = l.Op,
                ["shape"] = new JsonArray([.. l.Shape.Select(s => (JsonNode)s)]),
                ["parameters"] = l.Parameters,
                ["multiply_adds"] = l.MultiplyAdds,
            })]),
            ["missing_rules"] = new JsonObject(Model.Graph is { } graph
                ? Interpretation.Known.Select(i => KeyValuePair.Create(i.Name,
                (JsonNode?)new JsonArray([.. i.Missing(graph).Select(m => (JsonNode)m)])))
                : []),
            ["missing_sound_rules"] = new JsonObject(Model.Graph is { } network
                ? Interpretation.Known.Where(i => i.IsBound)
                    .Select(i => KeyValuePair.Create(i.Name,
                    (JsonNode?)new JsonArray([.. i.Missing(network, sound: true).Select(m => (JsonNode)m)])))
                : []),
            ["warnings"] = new JsonArray([.. Model.Warnings.Select(w => (JsonNode)w)]),
        }.ToJsonString(Indented);
    }

    private string KindName => Model.Kind switch
    {
        ModelKind.Checkpoint => "checkpoint of audit train (safetensors)",
        ModelKind.SafeTensors => "safetensors",
        ModelKind.PyTorch => "PyTorch checkpoint",
        ModelKind.TorchSharp => "TorchSharp state dict",
        ModelKind.TorchScript => "TorchScript",
        _ => "ONNX",
    };

    private string NormalizationText => Model.Graph?.Nodes.Select(n => n.Op).OfType<Normalize>().FirstOrDefault() is { } n
        ? $"mean {Numbers(n.Mean)}, std {Numbers(n.Std)}" : Model.Graph is null ? "inside, if any"
        : "none, or as ops of the graph";

    private static string Numbers(TorchSharp.torch.Tensor tensor) =>
        string.Join(", ", tensor.data<float>().ToArray().Select(v => v.ToString("G4", CultureInfo.InvariantCulture)));

    private static readonly Column<LayerProfile>[] LayerColumns =
    [
        new("name", "name", l => Cells.Text(l.Name)), new("op", "op", l => Cells.Text(l.Op)),
            new("shape", "output", l => Cells.Text(string.Join('x', l.Shape))),
        new("parameters", "parameters", l => Cells.Count(l.Parameters)),
            new("multiply_adds", "multiply-adds", l => Cells.Count(l.MultiplyAdds)),
    ];

    private static Table LayerTable(IReadOnlyList<LayerProfile> layers) => Table.Of("Layers", LayerColumns, layers);

    private static Table RuleTable(Graph graph) => Table.Of<IGrouping<Type, Op>>("Ops and the methods that have a rule for them",
        [
            new("op", "op", g => Cells.Text(g.Key.Name)), new("count", "nodes", g => Cells.Count(g.Count())),
            .. Interpretation.Known.Select(i => new Column<IGrouping<Type,
            Op>>(i.Name, i.Name, g => Cells.Text(Rule(i, graph, g.Key)))),
        ],
        graph.Nodes.Select(n => n.Op).GroupBy(op => op.GetType()).OrderBy(g => g.Key.Name, StringComparer.Ordinal));

    /// <summary>Whether a method has rules for an op as this network uses it, and whether it reads any such node at
    /// all.</summary>
    private static string Rule(Interpretation method, Graph graph, Type op)
    {
        var read = method.Reads(graph).Nodes.Select(n => n.Op).Where(o => o.GetType() == op).ToList();
        return read.Count == 0 ? "not read"
            : !read.TrueForAll(o => method.Covers(o, false)) ? "no"
            : !method.IsBound || read.TrueForAll(o => method.Covers(o, true)) ? "yes"
            : "float only";
    }

    /// <summary>One line a method: whether it applies, and why not.</summary>
    private IEnumerable<string> Applies => Model.Graph is { } graph
        ? Interpretation.Known.Select(i => i.Missing(graph) is { Count: > 0 } missing
            ? $"{i.Name} ({i.Needed}): no, it has no rule for {string.Join(", ", missing)}"
            : $"{i.Name} ({i.Needed}): applies{(i.IsBound && i.Missing(graph, sound: true) is { Count: > 0 } open ? $", but not "
            + $"with --arithmetic sound: {string.Join(", ", open)}" : "")}")
        : ["smoothing and attacks: apply (gradients through libtorch)", Model.Defences.Count > 0
            ? "bounds (IBP, CROWN): do not apply, they know nothing of the defence around the network"
            : "bounds (IBP, CROWN): do not apply, a black box shows no layers"];
}
