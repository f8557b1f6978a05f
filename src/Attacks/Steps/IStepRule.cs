namespace Audit.Attacks;

/// <summary>A way of turning gradients into steps.</summary>
public interface IStepRule
{
    /// <summary>A fresh start: what a rule remembers between steps belongs to one ascent.</summary>
    IStep Begin();
}
