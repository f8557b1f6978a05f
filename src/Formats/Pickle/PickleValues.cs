namespace Audit.Formats.Pickle;

/// <summary>A Python tuple.</summary>
/// <param name="Items">null, bool, long, BigInteger, double, string, byte[], or one of the types of this file.</param>
public sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>A Python list or set.</summary>
public sealed class PickleList
{
    /// <summary>The values, in file order.</summary>
    public List<object?> Items { get; } = [];
}

/// <summary>A Python dict or OrderedDict, in file order; a key that comes twice keeps its first place and its last
/// value.</summary>
public sealed class PickleDict
{
    private readonly Dictionary<string, int> named = new(StringComparer.Ordinal);
    private readonly List<(object? Key, object? Value)> items = [];

    /// <summary>Keys and values.</summary>
    public IReadOnlyList<(object? Key, object? Value)> Items => items;

    /// <summary>The value of a text key, or null.</summary>
    public object? this[string key] => named.TryGetValue(key, out int index) ? items[index].Value : null;

    /// <summary>Sets a value.</summary>
    public void Set(object? key, object? value)
    {
        if (key is string name && !named.TryAdd(name, items.Count))
            items[named[name]] = (key, value);
        else
            items.Add((key, value));
    }
}

/// <summary>The name of a class or function. Only ever a name: nothing is imported, nothing is called.</summary>
public sealed record PickleGlobal(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What a file would have had Python build from a class or function that is not on the list: kept, inert, never
/// built.</summary>
/// <param name="Class">What would have been called; a <see cref="PickleGlobal"/> in files that Python writes.</param>
/// <param name="Arguments">What it would have been called with.</param>
public sealed record PickleObject(object? Class, object? Arguments)
{
    /// <summary>What <c>__setstate__</c> would have got: for a module its <c>__dict__</c>.</summary>
    public object? State { get; set; }

    /// <summary>Items of a subclass of dict.</summary>
    public PickleDict Items { get; } = new();

    /// <summary>The class's name, where there is one.</summary>
    public string Name => Class is PickleGlobal global ? global.ToString() : "an object";

    /// <summary>Identity, not contents: contents may be cyclic.</summary>
    public bool Equals(PickleObject? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
