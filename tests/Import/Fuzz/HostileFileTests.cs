using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Import;
using Audit.Import.Checkpoints;
using Audit.Networks;
using Audit.Noise;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Damaged files end in the format's own exception or are read: no crash, no other exception, no long wait, no large memory.</summary>
public class HostileFileTests(ITestOutputHelper output)
{
    private const int Short = 2_000, Long = 100_000;

    /// <summary>A damaged file of some kilobytes may not take longer; the first ones pay for compilation.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(5);

    /// <summary>Nor may reading one take more memory than this.</summary>
    private const long MostBytes = 256L << 20;

    public static TheoryData<string> Formats => ["pytorch-zip", "pytorch-legacy", "safetensors", "torchsharp", "npz"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_DamagedFiles_AreRefusedOrRead(string format) => Run(format, Short);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Formats))]
    public void Read_ManyDamagedFiles_AreRefusedOrRead(string format) => Run(format, Long);

    private void Run(string format, int count)
    {
        using var folder = new TemporaryFolder();
        var (original, interesting, name) = Sample(format, folder);
        var mutator = new Mutator(new Rng(4).Derive(format));
        string path = folder.At(name);
        int read = 0, refused = 0;
        var slowest = TimeSpan.Zero;
        for (int k = 0; k < count; k++)
        {
            byte[] bytes = mutator.Mutate(original, interesting, k);
            // Behind a zip's check sums nothing would ever be reached: half of the inputs are damaged inside and packed correctly.
            File.WriteAllBytes(path, format == "pytorch-zip" && k % 2 == 0 ? Repacked(bytes, original, interesting) : bytes);
            var clock = Stopwatch.StartNew();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var scope = NewDisposeScope();
                Read(format, path);
                read++;
            }
            catch (Exception e) when (e is ModelFormatException or DataFormatException)
            {
                refused++;
                Assert.StartsWith(path, e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"{format} input {k}: {e}");
            }
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            Assert.True(clock.Elapsed < Slowest, $"{format} input {k} took {clock.Elapsed}");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
        output.WriteLine($"{format}: {count} inputs, {read} read, {refused} refused, slowest {slowest.TotalMilliseconds:F0} ms");
        // Were all refused at the door, nothing behind it would have been tested.
        Assert.InRange(read, 1, count - 1);
    }

    private static void Read(string format, string path)
    {
        if (format == "npz")
            DataSpec.Parse($"npz:{path}").Load(Split.Test);
        else
            ModelLoader.Load(path);
    }

    private static (byte[] Bytes, Range Interesting, string Name) Sample(string format, TemporaryFolder folder)
    {
        switch (format)
        {
            case "safetensors":
                string path = folder.At("sample.safetensors");
                var weight = ones([10, 784]);
                new TensorFile([("0.weight", weight), ("0.bias", ones([10]))], new Dictionary<string, string>()).Write(path);
                byte[] bytes = File.ReadAllBytes(path);
                return (bytes, ..(8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes)), "damaged.safetensors");
            case "torchsharp":
                string weights = folder.At("sample.dat");
                TorchSharpFile.Write(weights, [ones([10, 784]).ToStored("0.weight"), ones([10]).ToStored("0.bias")]);
                // The first header, and the second with a few elements around it.
                return (File.ReadAllBytes(weights), ..16, "damaged.dat");
            case "npz":
                return (NpzSample.Bytes(), .., "damaged.npz");
            case "pytorch-zip":
                byte[] zip = PickleSample.Zip(PickleSample.Value());
                int start = zip.AsSpan().IndexOf(PickleSample.Value());
                return (zip, start..(start + PickleSample.Value().Length), "damaged.pth");
            default:
                return (PickleSample.Legacy(), ..PickleSample.LegacyStructure, "damaged.pth");
        }
    }

    /// <summary>The damaged pickle in a sound zip: lengths and check sums are those of the damaged bytes.</summary>
    private static byte[] Repacked(byte[] damaged, byte[] original, Range pickle)
    {
        var (start, length) = pickle.GetOffsetAndLength(original.Length);
        int end = Math.Clamp(damaged.Length - (original.Length - start - length), Math.Min(start, damaged.Length), damaged.Length);
        return PickleSample.Zip(damaged[Math.Min(start, end)..end]);
    }
}
