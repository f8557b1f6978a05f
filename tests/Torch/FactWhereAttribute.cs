namespace Audit.Tests.Torch;

/// <summary>A test that needs a program of the machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWhereAttribute : FactAttribute
{
    public FactWhereAttribute(string program)
    {
        if (!File.Exists(program))
            Skip = $"{program} is not installed";
    }
}
