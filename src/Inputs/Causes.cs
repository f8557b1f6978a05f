using System.Reflection;

namespace Audit.Inputs;

/// <summary>What lies behind an exception, and its first line.</summary>
public static class Causes
{
    /// <summary>What was thrown, out of the wrappers that threads, reflection and static initialisers put around it.</summary>
    public static Exception Of(Exception e) => e switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only),
        AggregateException { InnerExceptions: [var first, ..] } a
            when a.InnerExceptions.All(i => i.GetType() == first.GetType()) => Of(first),
        TypeInitializationException or TargetInvocationException when e.InnerException is { } inner => Of(inner),
        _ => e,
    };

    /// <summary>The first line of what went wrong: libtorch adds its own stack, loaders all that they tried.</summary>
    public static string FirstLine(Exception e)
    {
        string[] lines = Of(e).Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? Of(e).GetType().Name : Shown.Text(lines[0], 2000);
    }
}
