using System.Text;
using System.Text.Json.Nodes;
using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Tests.Records;

namespace Audit.Tests.Import.Fuzz;

/// <summary>
/// Run folders of every kind, as others may hand them over: values of manifest and records are replaced, lost or doubled, keys
/// and chain made anew or not. What is read is put into every table and figure.
/// </summary>
internal sealed class RunFuzz : IFuzzFormat
{
    private const string HalfAPair = "\"\\ud800\"", TooLarge = "1e400";

    private static readonly string[] Odd =
    [
        HalfAPair, TooLarge, "null", "true", "\"x\"", "{}", "[]", "[null]", "-1", "1e308", "-0.0", "99999999999", "1e-320", "0.1",
            "\"NaN\"", "\"\\u001b[2J\"", "\"< touch x\"", "\"../../x.png\"", "\"linf\"", "\"certified\"",
        "[1,2,3]", "\"\"", "2147483648", "3",
    ];

    private static readonly (Manifest Manifest, string[] Lines)[] Runs =
    [
        Of(Samples.Manifest(items: 6), k => Samples.Certify(k)), Of(Samples.Manifest(items: 6), k => Samples.Sequential(k)),
            Of(Samples.BoundManifest(searched: true) with { Items = 6 }, k => Samples.Bound(k, searched: true)),
        Of(Samples.BoundManifest() with { Items = 6 }, k => Samples.Bound(k)),
            Of(Samples.Manifest("spoof", items: 6), k => Samples.Spoof(k)),
    ];

    public string Name => "run";

    public void Write(string folder, Draws draws)
    {
        foreach (string file in Directory.GetFiles(folder))
            File.Delete(file);
        var (manifest, lines) = draws.Of(Runs);
        bool chained = draws.Once(4);
        manifest = manifest with
        {
            Format = chained ? Manifest.Current : 1,
            Question = (JsonObject)manifest.Question.DeepClone(),
            How = new JsonObject { ["model"] = "m.onnx" }
        };
        if (draws.Once(2))
            manifest = manifest with { Question = (JsonObject)Changed(manifest.Question, draws)! };
        if (draws.Once(16))
            manifest.Question[draws.Of((string[])["class_names", "defence", "data", "noise", "precision", "decide"])] =
                Node(draws.Of(Odd));
        var body = new List<string>();
        foreach (string line in lines)
        {
            string text = draws.Once(3) ? Text(Changed(JsonNode.Parse(line)!, draws)!) : line;
            body.Add(draws.Once(40) ? Encoding.UTF8.GetString(Mutator.Damage(Encoding.UTF8.GetBytes(text), draws)) : text);
        }
        if (draws.Once(12))
            body.Add(draws.Of(body));
        if (draws.Once(12))
            body.RemoveAt(draws.Below(body.Count));
        string json = Text(ToJson(manifest));
        if (draws.Once(12))
            json = Encoding.UTF8.GetString(Mutator.Damage(Encoding.UTF8.GetBytes(json), draws));
        File.WriteAllText(Path.Combine(folder, "manifest.json"), json);
        string chain = manifest.Key;
        File.WriteAllLines(Path.Combine(folder, "records.jsonl"),
            body.Select(line => !chained || line.Length < 2 ? line
            : RecordChain.Attach(line, chain = RecordChain.Next(chain, line))));
    }

    public void Read(string folder)
    {
        var run = Run.Read(folder);
        foreach (var kind in TableCatalog.Known)
        {
            // The kind may not suit the records: that is said, and the next one is tried.
            if (Attempt(() => kind.Of([run], new TableOptions { Kind = kind.Name })) is { } table)
            {
                foreach (string format in TableFormat.Names)
                    TableFormat.Render(table, format);
            }
        }
        foreach (var kind in FigureCatalog.Known)
        {
            if (Attempt(() => kind.Of([run], new() { Kind = kind.Name })) is { } figure)
                _ = figure.Csv() + figure.Script("x.csv", folder);
        }
    }

    private static T? Attempt<T>(Func<T> make) where T : class
    {
        try
        {
            return make();
        }
        catch (Audit.Inputs.InputException)
        {
            return null;
        }
    }

    /// <summary>The manifest as stored, with the key that belongs to it.</summary>
    private static JsonObject ToJson(Manifest m) => new()
    {
        ["format"] = m.Format,
        ["key"] = m.Key,
        ["command"] = m.Command,
        ["question"] = m.Question.DeepClone(),
        ["how"] = m.How.DeepClone(),
        ["versions"] = new JsonObject(),
        ["items"] = m.Items,
    };

    private static JsonNode? Changed(JsonNode root, Draws draws)
    {
        root = root.DeepClone();
        for (int changes = 1 + draws.Below(2); changes > 0; changes--)
        {
            var places = new List<(JsonNode Parent, object Key)>();
            Collect(root, places);
            if (places.Count == 0)
                break;
            var (parent, key) = draws.Of(places);
            JsonNode? value = draws.Below(4) switch
            {
                0 => null,
                1 => JsonValue.Create(draws.Extreme()),
                _ =>
                Node(draws.Of(Odd))
            };
            if (parent is JsonObject o)
            {
                if (draws.Once(4))
                    o.Remove((string)key);
                else
                    o[(string)key] = value;
            }
            else
            {
                ((JsonArray)parent)[(int)key] = value;
            }
        }
        return root;
    }

    private static void Collect(JsonNode node, List<(JsonNode, object)> places)
    {
        if (node is JsonObject o)
        {
            foreach (var (key, value) in o)
            {
                places.Add((o, key));
                if (value is not null)
                    Collect(value, places);
            }
        }
        else if (node is JsonArray a)
        {
            for (int k = 0; k < a.Count; k++)
            {
                places.Add((a, k));
                if (a[k] is { } value)
                    Collect(value, places);
            }
        }
    }

    /// <summary>A value; what no node can hold gets a name, which <see cref="Text"/> replaces.</summary>
    private static JsonNode? Node(string json) => json switch
    {
        HalfAPair => JsonValue.Create("@half"),
        TooLarge =>
        JsonValue.Create("@large"),
        _ => JsonNode.Parse(json)
    };

    private static string Text(JsonNode node) => node.ToJsonString().Replace("\"@half\"", HalfAPair, StringComparison.Ordinal)
        .Replace("\"@large\"", TooLarge, StringComparison.Ordinal);

    private static (Manifest, string[]) Of(Manifest manifest, Func<int, ItemRecord> record)
    {
        using var folder = new TemporaryFolder();
        using (var run = Run.OpenOrCreate(folder.At("run"), manifest))
        {
            for (int k = 0; k < 6; k++)
                run.Append(record(k));
        }
        return (manifest, [.. File.ReadAllLines(folder.At("run/records.jsonl")).Select(line => RecordChain.Split(line).Body)]);
    }
}
