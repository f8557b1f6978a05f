using System.Runtime.CompilerServices;

// The tests compare the register widths, which nobody else may choose.
[assembly: InternalsVisibleTo("Audit.Tests")]
