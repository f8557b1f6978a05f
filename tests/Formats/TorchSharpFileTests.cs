using System.Buffers.Binary;
using Audit.Formats;

namespace Audit.Tests.Formats;

public class TorchSharpFileTests : IDisposable
{
    /// <summary>
    /// Two tensors, byte by byte from the format's description: "w" float32 [2,1] = (1, -2) and "b.n" int64 [] = 300. 0xac 0x02
    /// is 300 in LEB128.
    /// </summary>
    private static readonly byte[] Example =
    [
        2,
        1, (byte)'w', 6, 2, 2, 1, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0,
        3, (byte)'b', (byte)'.', (byte)'n', 4, 0, 0x2c, 0x01, 0, 0, 0, 0, 0, 0,
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_AFileByteByByte_GivesItsTensors()
    {
        var tensors = TorchSharpFile.Read(folder.Write("a.dat", Example)).Tensors;
        Assert.Equal(["w", "b.n"], tensors.Select(t => t.Name));
        Assert.Equal([ElementType.Float, ElementType.Int64], tensors.Select(t => t.Type));
        Assert.Equal([2L, 1], tensors[0].Shape);
        Assert.Empty(tensors[1].Shape);
        Assert.Equal(-2f, BinaryPrimitives.ReadSingleLittleEndian(tensors[0].Bytes.AsSpan(4)));
        Assert.Equal(300, BinaryPrimitives.ReadInt64LittleEndian(tensors[1].Bytes));
    }

    [Fact]
    public void Write_WhatWasRead_GivesTheSameBytes()
    {
        string copy = folder.At("copy.dat");
        TorchSharpFile.Write(copy, TorchSharpFile.Read(folder.Write("a.dat", Example)).Tensors);
        Assert.Equal(Example, File.ReadAllBytes(copy));
    }

    [Fact]
    public void Write_ManyTensorsAndTypes_ReadsBack()
    {
        StoredTensor[] tensors =
        [
            .. Enumerable.Range(0, 200).Select(k => new StoredTensor($"layer{k}.weight", ElementType.Uint8, [200],
            [.. Enumerable.Repeat((byte)k, 200)])),
            .. Enum.GetValues<ElementType>().Where(IsKnown).Select(type =>
            new StoredTensor($"{type}", type, [3], new byte[3 * type.Bytes()])),
            new StoredTensor("empty", ElementType.Float, [0, 5], []),
            new StoredTensor("größe", ElementType.Bool, [1], [1]),
        ];
        TorchSharpFile.Write(folder.At("many.dat"), tensors);
        var read = TorchSharpFile.Read(folder.At("many.dat")).Tensors;
        Assert.Equal(tensors.Length, read.Count);
        Assert.All(tensors.Zip(read), pair => Assert.Equivalent(pair.First, pair.Second, strict: true));
    }

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "the number of tensors", [] },
        { "the number of tensors", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1] },
        { "claims 5000 tensors, the file has 7 bytes", [0x88, 0x27, 1, (byte)'w', 6, 0, 0] },
        { "claims a name of 100 bytes at byte 2 of 7", [1, 100, (byte)'w', 6, 0, 0, 0] },
        { "expected a tensor's name", [1, 1, 7, 6, 0, 0, 0, 0, 0] },
        { "'w' has element type 9, expected one of 0 (Uint8)", [1, 1, (byte)'w', 9, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "'w' has 17 dimensions", [1, 1, (byte)'w', 6, 17, .. Enumerable.Repeat((byte)1, 21)] },
        { "'w' of shape [2] and type Float does not fit into the 7 bytes that are left",
            [1, 1, (byte)'w', 6, 1, 2, 0, 0, 0, 0, 0, 0, 0] },
        { "does not fit", [1, 1, (byte)'w', 6, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff,
            0xff, 0xff, 0xff, 0xff, 0x7f] },
        { "size 1 of 'w'", [1, 1, (byte)'w', 6, 2, 2] },
        { "'w' is there twice", [2, 1, (byte)'w', 6, 0, 0, 0, 0, 0, 1, (byte)'w', 6, 0, 0, 0, 0, 0] },
        { "has 1 bytes after its last tensor", [.. Example, 0] },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Read_ADamagedFile_SaysWhatIsWrong(string expected, byte[] bytes)
    {
        string path = folder.Write("damaged.dat", bytes);
        string message = Assert.Throws<ModelFormatException>(() => TorchSharpFile.Read(path)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void BeginsLike_OtherFormats_IsFalse()
    {
        Assert.True(TorchSharpFile.BeginsLike(Example));
        byte[][] others =
        [
            [], [0, 1, (byte)'w', 6, 0],
            [8, 7, 0x12, 7, .. "pytorch"u8, 0x1a, 5, .. "1.13."u8],              // ONNX: ir_version 7, producer
            [0x12, 7, .. "pytorch"u8, 0x1a, 6, .. "1.13.1"u8, 0x3a, 0, 0],       // ONNX: the producer first
            [0x80, 2, (byte)'c', .. "collections\nOrderedDict\nq\0)Rq\u0001(X"u8, .. new byte[200]],
            [.. "PK\u0003\u0004"u8, .. new byte[100]],
            [0xb8, 0x12, 0, 0, 0, 0, 0, 0, .. "{\"__metadata__\":{\"arch\":\"x\"}}"u8],
        ];
        Assert.All(others, bytes => Assert.False(TorchSharpFile.BeginsLike(bytes)));
    }

    private static bool IsKnown(ElementType type) => type is not (ElementType.Uint16 or ElementType.Uint32 or ElementType.Uint64);
}
