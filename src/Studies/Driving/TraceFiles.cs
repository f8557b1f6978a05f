using System.Globalization;
using Audit.Shadow;

namespace Audit.Studies.Driving;

/// <summary>Traces of ascents beside the records: trace/INDEX.csv, a line for each step towards each target.</summary>
/// <param name="folder">Folder of the run.</param>
internal sealed class TraceFiles(string folder) : IDisposable
{
    private readonly Dictionary<int, StreamWriter> files = [];

    /// <summary>Adds a step. An image that is attacked again starts a new file.</summary>
    public void Add(TraceStep at)
    {
        if (!files.TryGetValue(at.Image, out var file))
        {
            string path = Path.Combine(folder, "trace", string.Create(CultureInfo.InvariantCulture, $"{at.Image:D5}.csv"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file = files[at.Image] = new StreamWriter(path);
            file.WriteLine("target,step,loss,tv,color,dissim,estimate");
        }
        var t = at.Terms;
        file.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{at.Target},{at.Step},{t.Loss:G7},{t.Tv:G7},{t.Color:G7},{t.Dissim:G7},{t.Estimate:G7}"));
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }
}
