namespace Audit.Inputs.Settings;

/// <summary>Reads a value that may be missing.</summary>
internal delegate bool TryGet<in T, TValue>(T options, out TValue value);
