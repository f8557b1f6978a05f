using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;
using Audit.Import.Checkpoints;
using Audit.Tests.Import;
using static TorchSharp.torch;

namespace Audit.Tests.Formats.PyTorch;

public class TensorTypesTests
{
    [TorchTheory]
    [InlineData("types.pth")]
    [InlineData("types-legacy.pth")]
    public void Read_EveryElementType_HasItsValues(string name)
    {
        var file = PyTorchFile.Open(TorchOracle.File(name));
        var types = new Dictionary<string, ScalarType>
        {
            ["float64"] = ScalarType.Float64,
            ["int64"] = ScalarType.Int64,
            ["int32"] = ScalarType.Int32,
            ["int16"] = ScalarType.Int16,
            ["int8"] = ScalarType.Int8,
            ["uint8"] = ScalarType.Byte,
            ["bool"] = ScalarType.Bool,
        };
        var dict = Assert.IsType<PickleDict>(file.Root);
        Assert.Equal(types.Keys.Order(), dict.Items.Select(i => (string)i.Key!).Order());
        foreach (var (key, type) in types)
        {
            using var read = file.Read(key, (TensorReference)dict[key]!).ToTensor();
            Assert.Equal(type, read.dtype);
            Assert.Equal([2, 2], read.shape);
            float[] expected = type == ScalarType.Bool ? [0, 1, 1, 1] : [0, 1, 2, 100];
            Assert.Equal(expected, read.to(float32).data<float>().ToArray());
        }
    }
}
