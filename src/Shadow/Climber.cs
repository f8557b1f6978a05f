using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>One ascent: an image and a class.</summary>
internal sealed class Climber(Hunt hunt, int target)
{
    public Hunt Hunt => hunt;

    /// <summary>Class aimed at, or left.</summary>
    public int Target => target;

    /// <summary>Steps taken.</summary>
    public int Steps { get; set; }

    /// <summary>Equation (2) over its last steps: by which the promising ones are told.</summary>
    public double Level { get; set; } = double.NegativeInfinity;

    /// <summary>Where it is; the one before is disposed of.</summary>
    public Tensor? Delta
    {
        get;
        set
        {
            field?.Dispose();
            field = value;
        }
    }
}
