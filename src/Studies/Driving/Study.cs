using System.Text.Json.Nodes;

namespace Audit.Studies.Driving;

/// <summary>What a run is asked, as one value: everything that can change an answer. The manifest's question is made of it, and
/// of nothing else.</summary>
public abstract record Study
{
    /// <summary>certify, spoof, attack, diagnose, ...: as the manifest names it.</summary>
    public abstract string Command { get; }

    /// <summary>The table that sums its run up.</summary>
    public abstract string Table { get; }

    /// <summary>The question as manifests store it. Equal questions of one command are one run.</summary>
    public JsonObject Question()
    {
        var question = new JsonObject();
        Describe(question);
        return question;
    }

    /// <summary>Adds the parts of the question, in the order in which manifests show them.</summary>
    protected abstract void Describe(JsonObject question);
}
