using System.Text.Json.Nodes;
using Audit.Records.Items;
using Audit.Studies.Driving;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.ImportStudy>;

namespace Audit.Studies;

/// <summary>Records that are there already.</summary>
internal sealed class ImportWork(ImportStudy study, string log, IReadOnlyList<CertifyRecord> records) : StudyWork
{
    private readonly Dictionary<int, CertifyRecord> byIndex = records.ToDictionary(r => r.Index);

    public override Study Study => study;

    public override IReadOnlyList<int> Indexes { get; } = [.. records.Select(r => r.Index)];

    public override JsonObject How => new() { ["log"] = log };

    public override int Label(int index) => byIndex[index].Label;

    public override IReadOnlyList<ItemRecord> Records(Block block) => [.. block.Indexes.Select(i => byIndex[i])];
}
