using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Plots;

/// <summary>Draws with the gnuplot program. FILE.svg is kept with FILE.svg.gp and FILE.svg.csv, which draw it again.</summary>
public sealed class Gnuplot(string program = "gnuplot")
{
    private const double Scale = 2; // pixels of a PNG for each pixel at 96 dpi, for print

    /// <exception cref="PlotException">gnuplot is missing or refuses the script.</exception>
    /// <exception cref="UsageException">The extension is none of .svg, .png, .pdf.</exception>
    public void Draw(Figure figure, string path)
    {
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!, name = Path.GetFileName(full);
        // Such names are commands to gnuplot: '|' before what is written, '<' before what is read; '-' is standard input.
        if (name[0] is '<' or '|' or '-')
            throw new UsageException($"--out {Shown.Name(name)}: the name of a figure must not begin with {name[0]}");
        string terminal = Terminal(Path.GetExtension(name), figure.Size, figure.Look);
        Directory.CreateDirectory(folder);
        File.WriteAllText(full + ".csv", figure.Csv());
        File.WriteAllText(full + ".gp", $"""
            # Draws {Shown.Printable(name)}: run gnuplot on this file in its folder.
            set encoding utf8
            set terminal {terminal}
            set output {Quote(name)}
            {figure.Script(name + ".csv", folder)}
            unset output

            """);
        Run(name + ".gp", folder);
    }

    /// <summary>Text as a gnuplot string, taken literally.</summary>
    public static string Quote(string text) => $"'{Shown.Printable(text).Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Terminal(string extension, (int Width, int Height) size, FigureLook look) =>
        extension.ToLowerInvariant() switch
        {
            ".svg" => string.Create(CultureInfo.InvariantCulture,
                $"svg size {size.Width},{size.Height} noenhanced font '{look.Font},Helvetica,Arial,sans-serif,"
                + $"{Math.Round(look.FontSize * 1.3, 1)}' "
                + $"background '#ffffff'"),
            ".png" => string.Create(CultureInfo.InvariantCulture,
                $"pngcairo size {size.Width * Scale},{size.Height * Scale} noenhanced "
                + $"font '{look.Font},{look.FontSize}' fontscale {Scale} lw {Scale} ps {Scale} background '#ffffff'"),
            ".pdf" => string.Create(CultureInfo.InvariantCulture,
                $"pdfcairo size {size.Width / 96.0:F3},{size.Height / 96.0:F3} noenhanced font '{look.Font},{look.FontSize}' "
                + $"background '#ffffff'"),
            _ => throw new UsageException($"--out must end in .svg, .png or .pdf, got {Shown.Name(extension)}"),
        };

    private void Run(string script, string folder)
    {
        ProcessStartInfo start = new(program, [Path.Combine(".", script)])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true
        };
        try
        {
            using Process process = Process.Start(start)!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                string[] lines = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                throw new PlotException($"gnuplot could not draw {Path.Combine(folder, script)}: {string.Join(' ', lines)}");
            }
        }
        catch (Win32Exception e)
        {
            throw new PlotException($"'{program}' is not installed; figures need it (Debian: apt-get install gnuplot-nox; "
                + "macOS: brew install gnuplot; Windows: winget install gnuplot). Data and script are written.", e);
        }
    }
}
