using Audit.Records.Images;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>A spoof run on disk with small stored images.</summary>
public static class SpoofRunFolder
{
    private const int Side = 32;

    public static StoredRun Make(string path, int items)
    {
        using (Run run = Run.OpenOrCreate(path, Samples.Manifest("spoof")))
        {
            Directory.CreateDirectory(Path.Combine(path, "images"));
            Runner.Complete(run, [.. Enumerable.Range(0, items)], index =>
            {
                SpoofRecord record = Samples.Spoof(index);
                Store(path, record.Images!.Clean, (x, y) => 4 * x + 3 * y + index);
                Store(path, record.Images.Spoofed, (x, y) => 4 * x + 3 * y + index + (x - 16) * (y - 16) / 8);
                Store(path, record.Images.Difference, (x, y) => 128 + (x - 16) * (y - 16) / 2);
                return record;
            });
        }

        return Run.Read(path);
    }

    private static void Store(string path, string name, Func<int, int, int> value)
    {
        byte[] pixels = new byte[Side * Side * 3];
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++)
                for (int c = 0; c < 3; c++)
                    pixels[(y * Side + x) * 3 + c] = (byte)Math.Clamp(value(x, y) + 30 * (c - 1), 0, 255);
        Png.Write(Path.Combine(path, name), pixels, Side, Side);
    }
}
