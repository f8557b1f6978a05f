using System.Buffers.Binary;
using System.Text;
using Audit.Formats;
using Audit.Import.Checkpoints;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Checkpoints;

public class CheckpointTests
{
    private static readonly ArchitectureSpec Spec = new("cnn-small", new ImageShape(3, 32, 32), 10,
        new Normalization([0.1f, 0.2f, 0.3f], [0.5f, 0.6f, 0.7f]));

    [Fact]
    public void Save_ThenLoad_GivesTheSameNetworkAndRecipe()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var graph = Architecture.Build(Spec, new Initializer(new Rng(3)));
        var checkpoint = new Checkpoint(Spec, graph, new Dictionary<string,
            string>
        { ["sigma"] = "0.25", ["recipe"] = "gaussian" });
        checkpoint.Save(folder.At("a.safetensors"), [("optimizer.x", ones([2]))]);
        var loaded = Checkpoint.Load(folder.At("a.safetensors"));
        Assert.Equal(0.25, loaded.TrainingSigma);
        Assert.Equal(graph.Tensors.Select(t => t.Name), loaded.Graph.Tensors.Select(t => t.Name));
        Assert.All(graph.Tensors.Zip(loaded.Graph.Tensors), pair => Assert.True(pair.First.Tensor.Equals(pair.Second.Tensor)));
    }

    [Fact]
    public void Write_AllTypes_ReadBackBitForBit()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        ScalarType[] types = [float32, float64, float16, bfloat16, int64, ScalarType.Int32, uint8, @bool];
        var tensors = types.Select((t, k) => ($"t{k}", arange(0, 6, 1).remainder(2).reshape(2, 3).to(t))).ToList();
        new TensorFile(tensors, new Dictionary<string, string> { ["k"] = "v" }).Write(folder.At("a"));
        var read = TensorFile.Read(folder.At("a"));
        Assert.Equal("v", read.Metadata["k"]);
        Assert.All(tensors.Zip(read.Tensors), pair => Assert.True(pair.First.Item2.dtype == pair.Second.Tensor.dtype
            && pair.First.Item2.Equals(pair.Second.Tensor)));
    }

    public static readonly TheoryData<string, string, string> Hostile = new()
    {
        { "not json", "{", "header" },
        { "negative dimension", """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "does not fit" },
        { "overflowing shape", """{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}""",
            "does not fit" },
        { "negative and zero", """{"a":{"dtype":"F32","shape":[-1,0],"data_offsets":[0,0]}}""", "does not fit" },
        { "beyond the file", """{"a":{"dtype":"F32","shape":[100],"data_offsets":[0,400]}}""", "does not fit" },
        { "backwards", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "does not fit" },
        { "unknown type", """{"a":{"dtype":"F13","shape":[1],"data_offsets":[0,4]}}""", "F13" },
        { "no shape", """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "header" },
        { "an array", "[1]", "header" },
        { "fraction", """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "header" },
        { "metadata of numbers", """{"__metadata__":{"a":1}}""", "header" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Read_HostileHeader_OneClearLine(string what, string header, string expected)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var bytes = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(8));
        string path = folder.Write("hostile", bytes);
        var e = Assert.Throws<ModelFormatException>(() => TensorFile.Read(path));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.StartsWith(path, StringComparison.Ordinal), what);
        Assert.DoesNotContain('\n', e.Message);
    }

    /// <summary>Each names a file that another writer, or a hostile one, could make; its data are 1,000 bytes of zeros.</summary>
    [Theory]
    [InlineData("""
        {"a":{"dtype":"U8","shape":[1000],"data_offsets":[0,1000]},"b":{"dtype":"U8","shape":[1000],"data_offsets":[0,1000]}}
        """, "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[10],"data_offsets":[0,20]}}""", "does not fit its data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[20],"data_offsets":[0,10]}}""", "does not fit its data_offsets")]
    public void Read_TensorsThatLieOtherwise_AreNamed(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        string path = folder.Write("lying", [.. length, .. Encoding.ASCII.GetBytes(header), .. new byte[1000]]);
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => SafeTensors.Read(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AHeaderLongerThanTheFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("cut", [232, 3, 0, 0, 0, 0, 0, 0, .. "{}"u8]);
        Assert.Contains("claims 1000 bytes", Assert.Throws<ModelFormatException>(() => SafeTensors.Read(path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(8)]
    public void Read_ShortOrLyingLength_OneClearLine(int length)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("short", Enumerable.Repeat((byte)0xff, length).ToArray());
        Assert.Throws<ModelFormatException>(() => TensorFile.Read(path));
    }

    [Theory]
    [InlineData("sigma", "0,25", "expected a number of at least 0")]
    [InlineData("sigma", "-1", "expected a number of at least 0")]
    [InlineData("mean", "0,1;0,2;0,3", "expected numbers with commas between them")]
    [InlineData("mean", "0.1, ,0.3", "expected numbers with commas between them")]
    [InlineData("std", "0.5", "expected 3 numbers")]
    [InlineData("classes", "1,0", "expected a whole number")]
    [InlineData("classes", " ", "expected a whole number")]
    [InlineData("input", "3x32", "expected CxHxW")]
    [InlineData("input", "3x3,2x32", "expected CxHxW")]
    public void Load_MetadataThatIsNoNumber_IsNamedByItsKey(string key, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var good = new Checkpoint(Spec, Architecture.Build(Spec, new Initializer(new Rng(3))), new Dictionary<string,
            string>
        { ["sigma"] = "0.25" });
        good.Save(folder.At("good"));
        var file = SafeTensors.Read(folder.At("good"));
        SafeTensors.Write(folder.At("bad"), file with
        {
            Metadata = new Dictionary<string,
            string>(file.Metadata)
            { [key] = value }
        });
        string message = Assert.Throws<ModelFormatException>(() => Checkpoint.Load(folder.At("bad"))).Message;
        Assert.Equal($"{folder.At("bad")}: metadata '{key}' is '{value}', {expected}", message);
    }

    [Fact]
    public void Load_MissingExtraOrMisshapenTensor_IsNamed()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var good = new Checkpoint(Spec, Architecture.Build(Spec, new Initializer(new Rng(3))), new Dictionary<string, string>());
        good.Save(folder.At("good"));
        var file = TensorFile.Read(folder.At("good"));

        string Broken(string name, IEnumerable<(string Name, Tensor Tensor)> tensors)
        {
            (file with { Tensors = [.. tensors] }).Write(folder.At(name));
            return Assert.Throws<ModelFormatException>(() => Checkpoint.Load(folder.At(name))).Message;
        }
        Assert.Contains("'fc1.bias' is missing", Broken("missing", file.Tensors.Where(t => t.Name != "fc1.bias")),
            StringComparison.Ordinal);
        Assert.Contains("no place for odd", Broken("extra", file.Tensors.Append(("odd", ones([1])))), StringComparison.Ordinal);
        Assert.Contains("'fc2.bias' is [3], the network wants [10]",
            Broken("shape", file.Tensors.Select(t => t.Name == "fc2.bias" ? (t.Name, ones([3])) : t)), StringComparison.Ordinal);
    }
}
