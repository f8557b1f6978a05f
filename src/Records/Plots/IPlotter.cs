namespace Audit.Records.Plots;

/// <summary>Draws figures; the extension of the path chooses the format.</summary>
public interface IPlotter
{
    void Draw(Figure figure, string path);
}
