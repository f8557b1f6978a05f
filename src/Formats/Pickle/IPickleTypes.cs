namespace Audit.Formats.Pickle;

/// <summary>The short list of what a pickle may build beyond Python's own containers: data only.</summary>
public interface IPickleTypes
{
    /// <summary>What calling a function by that name stands for, or null where it is not on the list.</summary>
    /// <exception cref="PickleException">It is on the list, and the arguments do not fit.</exception>
    object? Build(PickleGlobal function, IReadOnlyList<object?> arguments);

    /// <summary>What a persistent id stands for: in PyTorch's files, a storage.</summary>
    /// <exception cref="PickleException">The id is none that this format has.</exception>
    object? Resolve(object? persistentId);
}
