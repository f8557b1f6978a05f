namespace Audit.Tests.Import.Fuzz;

/// <summary>The small files that damage starts from: tests/oracles/fuzz_seeds.py writes them.</summary>
internal static class Seeds
{
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Import", "Fuzz", "Seeds", name));

    /// <summary>Checkpoints' values, as torch.save pickles them.</summary>
    public static IReadOnlyList<byte[]> Checkpoints { get; } =
        [.. new[] { "state-dict-2", "state-dict-3", "state-dict-4", "module-2", "module-3", "module-4" }.Select(n =>
            Read($"{n}.pkl"))];
}
