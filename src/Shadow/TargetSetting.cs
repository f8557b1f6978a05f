using Audit.Inputs.Settings;

namespace Audit.Shadow;

/// <summary>--targets, of both kinds of certifiers.</summary>
internal static class TargetSetting
{
    /// <param name="get">From the options.</param>
    /// <param name="with">Into the options.</param>
    public static Setting<T> Of<T>(Func<T, TargetPlan> get, Func<T, TargetPlan, T> with) =>
        Declare<T>.Grammar("targets",
            "Classes aimed at: all, the K strongest, class:C, next, random, every:N (every N-th class) or "
            + "untargeted (away from the label)", get, with, TargetPlan.Expected, TargetPlan.Parse, plan => plan.Text) with
        {
            Stored = o => get(o).Stored,
        };
}
