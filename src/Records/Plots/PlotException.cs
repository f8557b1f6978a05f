using Audit.Inputs;

namespace Audit.Records.Plots;

/// <summary>A figure could not be drawn; the message is one line for the user.</summary>
public sealed class PlotException(string message, Exception? inner = null) : InputException(message, inner);
