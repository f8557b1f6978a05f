using System.Globalization;
using System.Text;
using Audit.Inputs;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>The terms of equation (2) by step, one line per image: loss, total variation, colour, dissimilarity, and the
/// estimated strength of the certificate; of the target that the recorded candidate aimed at. The layout of the Shadow Attack
/// paper's figures 4 to 7.</summary>
/// <param name="Lines">Steps by image.</param>
public sealed record AscentTrace(IReadOnlyList<AscentLine> Lines) : Figure
{
    public const string Kind = "ascent";

    /// <summary>Run, data set and images.</summary>
    public string About { get; init; } = "";

    private static readonly (string Column, string Title)[] Panels =
        [("loss", "L"), ("tv", "TV"), ("color", "C"), ("dissim", "Dissim"),
            ("estimate", "estimated radius (pixel units) or margin")];

    public override (int Width, int Height) Size => Look.Size(900, 0.6, 2);

    /// <exception cref="RecordFormatException">The run has no traces, or one of them is no such file.</exception>
    public static AscentTrace Of(StoredRun run)
    {
        AscentLine[] lines = [.. run.Spoofs().Select(r => Read(run, r)).OfType<AscentLine>()];
        return lines.Length > 0 ? new(lines)
        {
            About = $"{run.Name}: {Legend.Data(run.Manifest.Question["data"]?.ToString(), lines.Length)}, one line each",
        }
            : throw new RecordFormatException(
            $"{run.Directory} holds no traces to draw: spoof with --trace.");
    }

    private static AscentLine? Read(StoredRun run, ISpoof record)
    {
        string path = Path.Combine(run.Directory, "trace", string.Create(CultureInfo.InvariantCulture, $"{record.Index:D5}.csv"));
        if (!File.Exists(path))
            return null;
        var rows = File.ReadLines(path).Skip(1).Select(line => Row(line, path)).ToList();
        // Untargeted ascents are traced under the label.
        int target = rows.Any(r => r[0] == record.Target) ? record.Target : record.Label;
        return new AscentLine(record.Index, [.. rows.Where(r => r[0] == target).Select(r => r[1..])]);
    }

    private static double[] Row(string line, string path)
    {
        string[] cells = line.Split(',');
        double[] row = new double[2 + Panels.Length];
        for (int k = 0; k < row.Length; k++)
        {
            if (k >= cells.Length || !(cells[k].Length == 0 || Numbers.TryReal(cells[k], out row[k])))
                throw new RecordFormatException($"{path}: expected target,step,loss,tv,color,dissim,estimate; got a line "
                    + $"{Shown.Text(line)}.");
            if (cells[k].Length == 0)
                row[k] = double.NaN;
        }
        return row;
    }

    public override string Csv()
    {
        StringBuilder text = new($"index,step,{string.Join(',', Panels.Select(p => p.Column))}\n");
        foreach (AscentLine line in Lines)
        {
            foreach (double[] row in line.Steps)
                text.Append(line.Index).Append(',').AppendJoin(',', row.Select(v => double.IsNaN(v) ? ""
                    : Style.Number(v))).Append('\n');
            // A gap in the data is a gap between the lines of gnuplot.
            text.Append('\n');
        }
        return text.ToString();
    }

    public override string Script(string csv, string folder)
    {
        StringBuilder script = new($"""
            {Style.Axes}
            unset key
            set multiplot layout 2,3 title {(Look.HeadLines > 0 ? Look.Head : Gnuplot.Quote(About))}
            set xlabel 'step'

            """);
        string data = Gnuplot.Quote(csv);
        for (int k = 0; k < Panels.Length; k++)
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"set title {Gnuplot.Quote(Panels[k].Title)}");
            var plots = Lines.Select((line, i) => string.Create(CultureInfo.InvariantCulture,
                $"{data} using ($1=={line.Index} ? $2 : 1/0):{k + 3} skip 1 with lines lw 1.2 lc rgb "
                    + $"'{Style.Palette[i % Style.Palette.Count]}'"));
            script.AppendLine("plot " + string.Join(", \\\n  ", plots));
        }
        return script.Append("unset multiplot").ToString();
    }
}
