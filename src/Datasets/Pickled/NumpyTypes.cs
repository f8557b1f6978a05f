using System.Text;
using Audit.Formats.Pickle;

namespace Audit.Datasets.Pickled;

/// <summary>What the Python version of CIFAR is made of: numpy arrays of bytes. Everything else stays a name.</summary>
internal sealed class NumpyTypes : IPickleTypes
{
    public object? Build(PickleGlobal function, IReadOnlyList<object?> arguments) => function.ToString() switch
    {
        "numpy.core.multiarray._reconstruct" or "numpy._core.multiarray._reconstruct" => new PickledArray(),
        "_codecs.encode" => arguments is [string text, "latin1" or "latin-1", ..] ? Encoding.Latin1.GetBytes(text) : null,
        _ => null,
    };

    public object? Resolve(object? persistentId) => throw new PickleException("holds references out of the file");
}
