namespace Audit.Tests.Import.Fuzz;

/// <summary>A kind of file: how it is damaged, and what reads it.</summary>
internal interface IFuzzFormat
{
    /// <summary>For counts and messages.</summary>
    string Name { get; }

    /// <summary>Writes the damaged input of a number into a folder.</summary>
    void Write(string folder, Draws draws);

    /// <summary>Reads it as a user's command would; refuses by an <see cref="Audit.Inputs.InputException"/>.</summary>
    void Read(string folder);
}
