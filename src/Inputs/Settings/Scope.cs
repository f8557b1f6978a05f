namespace Audit.Inputs.Settings;

/// <summary>Options in which a setting has a meaning.</summary>
/// <param name="Includes">Whether these are such.</param>
/// <param name="Name">How they are chosen: "--method alpha-crown".</param>
public sealed record Scope<T>(Func<T, bool> Includes, string Name);
