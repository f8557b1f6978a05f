using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>A network that gives class 1 for everything, but a NaN once.</summary>
internal static class Unanimous
{
    /// <param name="broken">Number of the image, in the order in which they are shown, whose logits hold a NaN; -1 for none.</param>
    public static FunctionClassifier But(int broken)
    {
        int shown = 0;
        return new(new ImageShape(1, 1, 1), 2, x =>
        {
            var logits = tensor([0f, 1f]).expand(x.size(0), 2).clone();
            if (broken >= shown && broken < shown + x.size(0))
                logits[broken - shown, 0] = float.NaN;
            shown += (int)x.size(0);
            return logits;
        });
    }
}
