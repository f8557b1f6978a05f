using Audit.Import.PyTorch;

namespace Audit.Tests.Formats.PyTorch;

public class ParameterNamesTests
{
    [Theory]
    [InlineData("1.module.", "1.module.conv1.weight", "1.module.fc.bias")]
    [InlineData("module.", "module.conv1.weight", "module.linear.bias")]
    [InlineData("1.", "1.0.weight", "1.2.weight")]
    [InlineData("", "1.weight", "1.bias")]
    [InlineData("", "module.weight", "conv.weight")]
    [InlineData("module.model.", "module.model.conv.weight", "module.model.fc.weight")]
    [InlineData("", "weight")]
    public void CommonWrapper_IsTakenOffOnlyWhereALayerIsLeft(string wrapper, params string[] names) =>
        Assert.Equal(wrapper, ParameterNames.CommonWrapper(names));
}
