using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Inputs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Audit.Studies.Experiments;

/// <summary>A JSON or YAML file as one kind of tree.</summary>
internal static class FileTree
{
    private const long Longest = 4 << 20;

    private const int MostNodes = 100_000, Deepest = 32;

    /// <summary>Reads a file.</summary>
    /// <param name="path">FILE.json, FILE.yaml or FILE.yml.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static JsonNode? Read(string path)
    {
        if (new FileInfo(path).Length > Longest)
            throw new UsageException($"{path}: longer than {Longest} bytes");
        string text = File.ReadAllText(path);
        try
        {
            if (Path.GetExtension(path) is ".json")
                return JsonNode.Parse(text, null, new()
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true,
                    AllowDuplicateProperties = false,
                    MaxDepth = Deepest,
                });
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            int left = MostNodes;
            return stream.Documents.Count == 1 ? Node(stream.Documents[0].RootNode, 0, ref left)
                : throw new UsageException($"{path}: expected one YAML document, got {stream.Documents.Count}");
        }
        catch (Exception e) when (e is JsonException or YamlException or ArgumentException)
        {
            throw new UsageException($"{path}: {Shown.Text(e.Message, 300)}", e);
        }
    }

    /// <summary>Plain scalars that YAML 1.2 calls true, false or null are these; all others are text, which is what options
    /// are.</summary>
    private static JsonNode? Node(YamlNode node, int depth, ref int left)
    {
        // Aliases repeat what they name: a short file could otherwise be an endless tree.
        if (--left < 0 || depth > Deepest)
            throw new YamlException("too many nodes, or nested too deeply");
        switch (node)
        {
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } scalar:
                return scalar.Value == "true";
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "~" or "" }:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value;
            case YamlSequenceNode sequence:
                JsonArray list = [];
                foreach (var item in sequence)
                    list.Add(Node(item, depth + 1, ref left));
                return list;
            case YamlMappingNode mapping:
                JsonObject map = [];
                foreach (var (key, value) in mapping)
                    map.Add((key as YamlScalarNode)?.Value ?? throw new YamlException("a key is no text"),
                        Node(value, depth + 1, ref left));
                return map;
            default:
                throw new YamlException("an alias that names nothing");
        }
    }
}
