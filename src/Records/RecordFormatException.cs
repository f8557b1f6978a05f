using Audit.Inputs;

namespace Audit.Records;

/// <summary>A stored run is not as documented; the message names file and line.</summary>
public sealed class RecordFormatException(string message, Exception? inner = null) : InputException(message, inner);
