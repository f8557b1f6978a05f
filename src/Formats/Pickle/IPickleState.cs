namespace Audit.Formats.Pickle;

/// <summary>A value of the short list that is completed after it was built (numpy's arrays are).</summary>
public interface IPickleState
{
    /// <summary>Takes what the file gives as state.</summary>
    /// <exception cref="PickleException">The state does not fit.</exception>
    void SetState(object? state);
}
