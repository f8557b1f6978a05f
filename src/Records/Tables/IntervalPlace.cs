namespace Audit.Records.Tables;

/// <summary>Where a share's interval stands.</summary>
public enum IntervalPlace
{
    /// <summary>Behind the value: 0.7480 [0.7076, 0.7855].</summary>
    Beside,

    /// <summary>Below the value, in smaller print.</summary>
    Below,

    /// <summary>Nowhere; the table says so.</summary>
    None,
}
