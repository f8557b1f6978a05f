using Audit.Inputs;
using Audit.Studies.Subjects;

namespace Audit.Tests.Cli;

public class DevicesTests
{
    [Fact]
    public void Read_TheNamesOfDevices()
    {
        Assert.Equal((DeviceType.CPU, -1), Parts("cpu"));
        Assert.Equal((DeviceType.CUDA, -1), Parts("cuda"));
        Assert.Equal((DeviceType.CUDA, 3), Parts("cuda:3"));
    }

    [Theory]
    [InlineData("cuda:0:1")]
    [InlineData("3")]
    [InlineData("opengl")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cpu:0")]
    [InlineData("CUDA")]
    [InlineData("meta")]
    [InlineData("")]
    public void Read_AnythingElse_IsRefusedWithTheText(string text) =>
        Assert.Contains($"--device must be auto, cpu, cuda or cuda:N, got '{text}'",
            Assert.Throws<UsageException>(() => Devices.Read(text)).Message);

    [Theory]
    [InlineData("Could not run 'aten::empty.memory_format' with arguments from the 'CUDA' backend. This could be",
        "this libtorch was built without CUDA")]
    [InlineData("PyTorch is not linked with support for cuda devices", "this libtorch was built without CUDA")]
    [InlineData("CUDA driver version is insufficient for CUDA runtime version",
        "CUDA did not start: CUDA driver version is insufficient for CUDA runtime version")]
    public void Explain_WhatLibtorchSays_IsWhatAUserNeeds(string message, string expected) =>
        Assert.Equal(expected, Devices.Explain(message));

    [Fact]
    public void Parse_CudaWhereThereIsNone_SaysWhy()
    {
        if (TorchSharp.torch.cuda.is_available())
            return;
        Assert.Matches("--device cuda:0: (this libtorch was built without CUDA|CUDA )",
            Assert.Throws<UsageException>(() => Devices.Parse("cuda:0", _ => { })).Message);
    }

    private static (DeviceType, int) Parts(string text)
    {
        var device = Devices.Read(text);
        return (device.type, device.index);
    }
}
