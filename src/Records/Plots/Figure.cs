namespace Audit.Records.Plots;

/// <summary>A figure before it is drawn: its data and how gnuplot draws them.</summary>
public abstract record Figure
{
    /// <summary>Width, font, title.</summary>
    public FigureLook Look { get; init; } = new();

    /// <summary>Width and height in pixels at 96 dots per inch.</summary>
    public abstract (int Width, int Height) Size { get; }

    /// <summary>What is drawn, as CSV with a header line; kept beside the figure.</summary>
    public abstract string Csv();

    /// <summary>gnuplot commands without terminal and output.</summary>
    /// <param name="csv">Name of the data file, relative to <paramref name="folder"/>.</param>
    /// <param name="folder">Folder of the figure; files are named relative to it, so that figure and data can move
    /// together.</param>
    public abstract string Script(string csv, string folder);
}
