using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>A network that gives class 1 for everything, but a NaN once.</summary>
internal static class Unanimous
{
    /// <param name="broken">Number of the image, in the order in which they are shown, whose logits hold a NaN; -1 for
    /// none.</param>
    public static FunctionClassifier But(int broken)
    {
        int shown = 0;
        return new(new ImageShape(1, 1, 1), 2, x =>
        {
            int rows = (int)x.size(0);
            float[] logits = [.. Enumerable.Range(shown, rows).SelectMany(k => (float[])[k == broken ? float.NaN : 0, 1])];
            shown += rows;
            return tensor(logits, [rows, 2]);
        });
    }
}
