using Audit.Inputs;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Plots;

/// <summary>The images of a run that a figure is asked to show.</summary>
internal static class ShownImages
{
    /// <summary>The run with these records alone.</summary>
    /// <exception cref="UsageException">The run has none of them.</exception>
    public static StoredRun Of(StoredRun run, FigureOptions options)
    {
        if (options.Images is null && options.Only is null)
            return run;
        if (options.Images?.Except(run.Records.Select(r => r.Index)).Take(1).ToArray() is [var missing])
            throw new UsageException($"--images: {run.Directory} holds no image {missing}");
        ItemRecord[] shown = [.. run.Records.Where(r => options.Images?.Contains(r.Index) ?? true)
            .Where(r => options.Only is null || (r is ISpoof spoof && SpoofOutcomes.Of(spoof) == options.Only))];
        // What is left out was left out on purpose: nothing of it is missing.
        return shown.Length > 0 ? run with { Records = shown, Manifest = run.Manifest with { Items = shown.Length } }
            : throw new UsageException($"--only: {run.Directory} holds no such image");
    }
}
